import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { VERSION } from '../../version.ts'
import { runCliProcess, type CliResult } from '../testing/spawn-cli.ts'
import { SERVICE, temporaryFolder, type TemporaryFolder } from '../testing/temporary-folder.ts'
import { checkCommand, pinnedVersion } from './check-command.ts'

const TIMEOUT_MS = 60_000
const CONFIG = 'shipworthy.config.jsonc'
const WORKFLOW = '.github/workflows/shipworthy.yml'

interface Job {
  permissions?: object
  steps: { run?: string; uses?: string; if?: string }[]
}

const init = (folder: TemporaryFolder, ...words: string[]): Promise<CliResult> =>
  runCliProcess(['init', ...words], { cwd: folder.path })
const read = (folder: TemporaryFolder, path: string): string => readFileSync(folder.at(path), 'utf8')

/** Runs the command of a pipeline: what npx would install is this checkout, and the shell's variables are files. */
async function runAsPipeline(folder: TemporaryFolder, command: string): Promise<CliResult> {
  const [, words] = /^npx --yes shipworthy@[\d.]+ (.+)$/.exec(command) ?? []
  if (words === undefined) throw new Error(`not a command of a pipeline: ${command}`)
  const given = words.replace('"$GITHUB_STEP_SUMMARY"', 'summary.md').split(' ')
  return runCliProcess([...given, '--fail-on', 'never'], { cwd: folder.path })
}

describe('init', { timeout: TIMEOUT_MS }, () => {
  it('writes a configuration that check accepts, and a workflow whose commands exist', async () => {
    using folder = temporaryFolder(SERVICE)
    const { exitCode, stdout, stderr } = await init(folder)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toContain(`wrote ${CONFIG}\nwrote ${WORKFLOW}\n`)
    expect(stdout).toContain('Next: npx shipworthy check.')

    const checked = await runCliProcess(['check', '--fail-on', 'never'], { cwd: folder.path })
    expect({ exitCode: checked.exitCode, stderr: checked.stderr }).toEqual({ exitCode: 0, stderr: '' })
    const commented = read(folder, CONFIG)
      .replace(/^( *)\/\/ (?=["{}\]]|  )/gm, '$1')
      .replace('"failOn": "critical",', '')
    folder.write(CONFIG, commented)
    expect((await runCliProcess(['check', '--fail-on', 'never'], { cwd: folder.path })).stderr).toBe('')

    const workflow = parse(read(folder, WORKFLOW)) as { permissions: object; jobs: Record<string, Job> }
    expect(workflow.permissions).toEqual({ contents: 'read' })
    const { steps, permissions } = workflow.jobs['shipworthy']!
    expect(permissions).toEqual({ contents: 'read', 'security-events': 'write' })
    for (const { uses } of steps) if (uses) expect(uses).toMatch(/^[\w./-]+@v\d+$/)
    const [command] = steps.flatMap(({ run }) => run ?? [])
    // With every key in it the score has a minimum, which this project does not reach.
    expect((await runAsPipeline(folder, command!)).exitCode).toBe(1)
    expect(JSON.parse(read(folder, 'shipworthy.sarif'))).toMatchObject({ version: '2.1.0' })
    expect(read(folder, 'summary.md')).toContain('### Warnings')
  })

  it('overwrites nothing unless it is forced to', async () => {
    using folder = temporaryFolder({ ...SERVICE, [CONFIG]: '{ "minScore": 1 }', [WORKFLOW]: 'mine: true\n' })
    const { stdout } = await init(folder)
    expect(stdout).toContain(
      `kept ${CONFIG}: it is there already; --force writes it anew\nkept ${WORKFLOW}: it is there`,
    )
    expect([read(folder, CONFIG), read(folder, WORKFLOW)]).toEqual(['{ "minScore": 1 }', 'mine: true\n'])
    expect((await init(folder, '--force')).stdout).toContain(`wrote ${CONFIG}\nwrote ${WORKFLOW}\n`)
    expect(read(folder, CONFIG)).toContain('// Lowest severity that fails')
  })

  it('makes no second configuration, whatever the first is called', async () => {
    for (const [path, text] of [
      ['shipworthy.config.yaml', 'minScore: 1\n'],
      ['package.json', SERVICE['package.json']!.replace('{', '{ "shipworthy": {},')],
    ] as const) {
      using folder = temporaryFolder({ ...SERVICE, [path]: text })
      expect((await init(folder, '--force')).stdout).toContain(`kept ${CONFIG}: ${path} is the configuration already`)
      expect(existsSync(folder.at(CONFIG))).toBe(false)
    }
  })

  it('--dry-run writes nothing and shows what it would', async () => {
    using folder = temporaryFolder(SERVICE)
    const { stdout } = await init(folder, '--dry-run')
    expect(stdout).toContain(`would write ${CONFIG}:\n\n{\n`)
    expect(stdout).toContain('security-events: write')
    expect(stdout).toContain('Nothing was written; without --dry-run, 2 files would be.')
    expect([existsSync(folder.at(CONFIG)), existsSync(folder.at(WORKFLOW))]).toEqual([false, false])
  })

  it('writes a job to include where there is a pipeline of GitLab, and leaves that alone', async () => {
    using folder = temporaryFolder({ ...SERVICE, '.gitlab-ci.yml': 'test:\n  script: npm test\n' })
    const { stdout } = await init(folder)
    expect(stdout).toContain(
      'To take it in, add this to .gitlab-ci.yml:\n\ninclude:\n  - local: .gitlab/shipworthy.yml\n',
    )
    expect(read(folder, '.gitlab-ci.yml')).toBe('test:\n  script: npm test\n')
    expect(existsSync(folder.at(WORKFLOW))).toBe(false)
    const { shipworthy } = parse(read(folder, '.gitlab/shipworthy.yml')) as {
      shipworthy: { script: string[]; artifacts: object }
    }
    expect(shipworthy.artifacts).toEqual({ when: 'always', reports: { junit: 'shipworthy.xml' } })
    expect((await runAsPipeline(folder, shipworthy.script[0]!)).exitCode).toBe(0)
    expect(read(folder, 'shipworthy.xml')).toContain('<testsuites')
  })

  it('of a folder inside a repository puts the job where the repository has it', async () => {
    const files = Object.entries(SERVICE).map(([path, text]) => [`services/api/${path}`, text])
    using folder = temporaryFolder(Object.fromEntries(files) as Record<string, string>)
    execFileSync('git', ['init', '--quiet'], { cwd: folder.path })
    const { stdout } = await init(folder, 'services/api')
    expect(stdout).toContain(`wrote services/api/${CONFIG}\nwrote ${WORKFLOW}\n`)
    expect(stdout).toContain('Next: npx shipworthy check services/api.')
    expect(read(folder, WORKFLOW)).toContain(
      `shipworthy@${pinnedVersion(VERSION)} check services/api --format markdown`,
    )
  })

  it('refuses what is no project, and a folder whose name is more than a name', async () => {
    using folder = temporaryFolder({ 'notes.txt': 'nothing' })
    expect(await init(folder)).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining('TARGET_NOT_NODE'),
    })
    expect(await init(folder, 'nowhere')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('TARGET_MISSING'),
    })
    expect(() => checkCommand('a; rm -rf', [])).toThrow('no pipeline can be written for the folder')
  })
})
