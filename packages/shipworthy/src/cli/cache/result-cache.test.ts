import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diskReader } from '../../audit/gather/project/disk-reader.ts'
import type { Report } from '../../audit/model/report.ts'
import { runAudit, type AuditOptions } from '../../audit/run-audit.ts'
import { LEAKY_SERVICE, SERVICE, temporaryFolder } from '../testing/temporary-folder.ts'
import { isUnchanged, recordInputs } from './recorded-inputs.ts'
import { openResultCache } from './result-cache.ts'

type Settings = Pick<AuditOptions, 'failOn' | 'minScore'>

/** An audit as `check` makes it: from the cache when it can be. */
async function auditCached(cacheFolder: string, target: string, settings: Settings): Promise<Report> {
  const reader = diskReader(target)
  const cache = openResultCache<Report>(cacheFolder, target, settings)
  const known = cache.find(reader)
  if (known) return known
  const recorder = recordInputs(reader)
  const report = runAudit(recorder.reader, settings)
  await cache.keep(recorder.inputs(), report)
  return report
}

/** What must be the same whenever the project is: all but the clock. */
function verdictOf(report: Report): unknown {
  return { ...report, date: '', durationMs: 0 }
}

const PATHS = [
  'package.json',
  'server.js',
  'src/db.js',
  'Dockerfile',
  'docker-compose.yml',
  '.env',
  '.gitignore',
  'notes.txt',
]
const TEXTS = [
  SERVICE['package.json']!,
  LEAKY_SERVICE['package.json']!,
  SERVICE['server.js']!,
  LEAKY_SERVICE['server.js']!,
  `${SERVICE['server.js']!}\nimport './src/db.js'\n`,
  "import pg from 'pg'\nexport const pool = new pg.Pool()\n",
  'FROM node:24\nCOPY . .\nCMD ["node", "server.js"]\n',
  'services:\n  web:\n    build: .\n',
  'JWT_SECRET=abc\n',
  '.env\nsrc/\n',
  '',
  'not { valid',
]

const edits = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('write' as const),
      path: fc.constantFrom(...PATHS),
      text: fc.constantFrom(...TEXTS),
    }),
    fc.record({ kind: fc.constant('delete' as const), path: fc.constantFrom(...PATHS.slice(1)) }),
    fc.record({ kind: fc.constant('option' as const), minScore: fc.constantFrom(undefined, 50, 90) }),
  ),
  { minLength: 1, maxLength: 8 },
)

describe('the result cache', () => {
  it('gives what an audit would give, whatever is edited in between', async () => {
    await fc.assert(
      fc.asyncProperty(edits, async (steps) => {
        using project = temporaryFolder(SERVICE)
        using cache = temporaryFolder()
        let settings: Settings = {}
        for (const step of steps) {
          if (step.kind === 'option') settings = step.minScore === undefined ? {} : { minScore: step.minScore }
          else if (step.kind === 'delete') rmSync(project.at(step.path), { force: true })
          else {
            mkdirSync(dirname(project.at(step.path)), { recursive: true })
            writeFileSync(project.at(step.path), step.text)
          }
          const seen = await auditCached(cache.path, project.path, settings)
          expect(verdictOf(seen)).toEqual(
            verdictOf(JSON.parse(JSON.stringify(runAudit(project.path, settings))) as Report),
          )
        }
      }),
      { numRuns: 40 },
    )
  })

  it('answers the same question about the same files without an audit', async () => {
    using project = temporaryFolder(SERVICE)
    using cache = temporaryFolder()
    const first = await auditCached(cache.path, project.path, {})
    const second = await auditCached(cache.path, project.path, {})
    expect(second.date).toBe(first.date)
    expect(readdirSync(cache.path)).toHaveLength(1)
  })

  it('notices a file that is new, gone, edited, or no longer readable', () => {
    using project = temporaryFolder({ ...SERVICE, 'src/db.js': 'export {}\n' })
    const recorder = recordInputs(diskReader(project.path))
    runAudit(recorder.reader)
    const unchanged = (): boolean => isUnchanged(recorder.inputs(), diskReader(project.path))
    expect(unchanged()).toBe(true)
    project.write('src/new.js', '')
    expect(unchanged()).toBe(false)
    rmSync(project.at('src/new.js'))
    expect(unchanged()).toBe(true)
    project.write('src/db.js', new Uint8Array(3 * 1024 * 1024).fill(32))
    expect(unchanged()).toBe(false)
    rmSync(project.at('src/db.js'))
    expect(unchanged()).toBe(false)
  })

  it('takes no notice of an entry that is broken, and keeps nothing where it cannot write', async () => {
    using project = temporaryFolder(SERVICE)
    using cache = temporaryFolder()
    const first = await auditCached(cache.path, project.path, {})
    for (const name of readdirSync(cache.path)) writeFileSync(join(cache.path, name), '{"question":')
    expect(verdictOf(await auditCached(cache.path, project.path, {}))).toEqual(verdictOf(first))
    const file = cache.write('file', '')
    expect(verdictOf(await auditCached(join(file, 'cache'), project.path, {}))).toEqual(verdictOf(first))
  })

  it('keeps a bounded number of entries', async () => {
    using project = temporaryFolder(SERVICE)
    using cache = temporaryFolder()
    const recorder = recordInputs(diskReader(project.path))
    for (let index = 0; index < 60; index++)
      await openResultCache(cache.path, `/project-${index}`, {}).keep(recorder.inputs(), index)
    expect(readdirSync(cache.path).length).toBeLessThanOrEqual(50)
    expect(openResultCache(cache.path, '/project-59', {}).find(diskReader(project.path))).toBe(59)
  })
})
