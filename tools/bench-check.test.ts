import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ProjectFacts } from '../packages/shipworthy/src/audit/facts/project-facts.ts'
import { runAudit } from '../packages/shipworthy/src/audit/run-audit.ts'
import { describeBenchmark } from './bench/describe-benchmark.ts'
import { median, medianSpans, type AuditMeasurement, type FloorMeasurement } from './bench/measurement.ts'
import { ROOT } from './root.ts'

const FIXTURE = join(ROOT, 'fixtures/sample-shop')
const STEPS = ['walk', 'read and filter', 'parse', 'derive', 'rules', 'report']

describe('the median', () => {
  it('is the middle value', () => expect(median([9, 1, 5])).toBe(5))
  it('is the lower of two in the middle', () => expect(median([4, 1, 9, 5])).toBe(4))
  it('is taken span by span', () =>
    expect(
      medianSpans([
        { walk: 1, parse: 9 },
        { walk: 3, parse: 7 },
        { walk: 2, parse: 8 },
      ]),
    ).toEqual({ walk: 2, parse: 8 }))
})

describe('the measured processes', () => {
  const audit = child<AuditMeasurement>('measure-audit.ts', '')

  it('do what an audit does', () => {
    const gathered: ProjectFacts[] = []
    runAudit(FIXTURE, { onFacts: (facts) => gathered.push(facts) })
    const [facts] = gathered
    expect(Object.keys(audit.spans)).toEqual(STEPS)
    expect(audit.sources).toEqual(facts!.sources.paths)
    expect(audit.parsed.toSorted()).toEqual(
      facts!.sources
        .parsed()
        .map(({ path }) => path)
        .toSorted(),
    )
    expect(audit.parsed.length).toBeGreaterThan(5)
  })

  it('measure the floor on the same files', () => {
    const { sources, parsed } = audit
    const floor = child<FloorMeasurement>('measure-floor.ts', JSON.stringify({ sources, parsed }))
    const texts = sources.map((path) => readFileSync(join(FIXTURE, path), 'utf8'))
    expect(floor.bytes).toBe(texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0))
    expect(Object.keys(floor.spans)).toEqual(['walk', 'read and filter', 'parse'])
  })
})

it('shows both columns and their ratio', () => {
  const spans = Object.fromEntries(STEPS.map((step) => [step, 10]))
  const text = describeBenchmark({
    dir: 'shop',
    runs: 3,
    node: 'v24.0.0',
    files: 1200,
    sources: 900,
    parsed: 300,
    lines: 50_000,
    bytes: 2 * 1024 ** 2,
    floor: { spans: { walk: 10, parse: 10 }, startMs: 30, wallMs: 50, maxRssMib: 60 },
    check: { spans, wallMs: 125, maxRssMib: 98.6 },
    again: { wallMs: 40, maxRssMib: 50 },
    ratio: 2.5,
    againRatio: 0.32,
  })
  expect(text).toContain('shop: 1,200 files, 900 sources read (50,000 lines, 2.0 MiB), 300 parsed')
  expect(text).toMatch(/whole process +50 ms +125 ms\n/)
  expect(text).toMatch(/start and loading +30 ms +65 ms\n/)
  expect(text).toMatch(/memory, at most +99 MiB\n/)
  expect(text).toMatch(/again, unchanged +40 ms\n/)
  expect(text).toContain('check ÷ floor: 2.50')
  expect(text).toContain('again ÷ check: 0.32')
})

function child<T>(script: string, input: string): T {
  const words = [join(ROOT, 'tools/bench', script), FIXTURE]
  const { stdout, stderr } = spawnSync(process.execPath, words, { input, encoding: 'utf8' })
  expect(stderr).toBe('')
  return JSON.parse(stdout) as T
}
