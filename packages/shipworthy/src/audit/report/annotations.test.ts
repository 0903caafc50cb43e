import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Severity } from '../model/outcome.ts'
import type { Report } from '../model/report.ts'
import { fixtureReports } from '../testing/fixture-reports.ts'
import { withHostileTexts } from '../testing/hostile-report.ts'
import { healthyReport, sampleReport } from '../testing/sample-report.ts'
import { sampleCode, sampleFinding, sampleResult } from '../testing/sample-results.ts'
import { renderAnnotations } from './annotations.ts'

interface Command {
  name: string
  properties: Record<string, string>
  message: string
}

/** Reads workflow commands as the runner does: properties to the second `::`, apart at commas, then unescaped. */
function read(text: string): Command[] {
  return text
    .split(/\r\n|\r|\n/)
    .filter((line) => line !== '')
    .map((line) => {
      const [, name, properties, message] = /^::(\w+) (.*?)::(.*)$/.exec(line) ?? []
      if (name === undefined) throw new Error(`no command: ${line}`)
      const pairs = properties!.split(',').map((pair) => {
        const at = pair.indexOf('=')
        return [pair.slice(0, at), unescape(pair.slice(at + 1))] as const
      })
      return { name, properties: Object.fromEntries(pairs), message: unescape(message!) }
    })
}

function unescape(text: string): string {
  const codes: Record<string, string> = { '%0D': '\r', '%0A': '\n', '%3A': ':', '%2C': ',', '%25': '%' }
  return text.replace(/%(0D|0A|3A|2C|25)/g, (code) => codes[code]!)
}

function reportOf(counts: Partial<Record<Severity, number[]>>): Report {
  const results = Object.entries(counts).flatMap(([severity, rules]) =>
    rules.map((count, index) =>
      sampleResult({
        rule: `ci/${severity}-${index}`,
        title: `Rule ${index}`,
        severity: severity as Severity,
        outcome: 'fail',
        findings: Array.from({ length: count }, (_, line) =>
          sampleFinding(`m${line}`, sampleCode('a.js', line + 1, 'x'), { severity: severity as Severity }),
        ),
      }),
    ),
  )
  return sampleReport({ results })
}

const countOf = (commands: Command[], name: string): number =>
  commands.filter((command) => command.name === name).length

describe('annotations', () => {
  it('are commands with place, title and message, the worst first', () => {
    const commands = read(renderAnnotations(sampleReport()))
    expect(commands[0]).toMatchObject({
      name: 'error',
      properties: { file: expect.any(String), line: expect.any(String), title: expect.any(String) },
    })
    const levels = commands.map(({ name }) => ['error', 'warning', 'notice'].indexOf(name))
    expect(levels).toEqual(levels.toSorted((a, b) => a - b))
    expect(commands.map(({ message }) => message)).toContain(
      'SIGTERM is not handled: the process ends in the middle of its requests (lifecycle/no-sigterm)',
    )
  })

  it('are none when nothing was found', () => {
    expect(renderAnnotations(healthyReport())).toBe('')
    expect(renderAnnotations(sampleReport({ results: [] }))).toBe('')
  })

  it('are at most ten of each, every rule once before any twice, and the rest is counted', () => {
    const commands = read(renderAnnotations(reportOf({ critical: [30, 1], warning: [4, 20, 1], info: [3] })))
    expect(['error', 'warning', 'notice'].map((name) => countOf(commands, name))).toEqual([10, 10, 1])
    expect(commands.at(-1)!.message).toBe('… and 39 more findings: see the report of shipworthy check')
    for (const level of ['critical', 'warning'])
      expect(commands.some(({ message }) => message === `m0 (ci/${level}-1)`)).toBe(true)
    expect(commands.some(({ message }) => message === 'm0 (ci/warning-2)')).toBe(true)
    expect(read(renderAnnotations(reportOf({ critical: [10], warning: [10] })))).toHaveLength(20)
  })

  it('name files as seen from the root of the repository, and none outside of it', () => {
    const files = (folder: string, file: string): (string | undefined)[] => {
      const finding = sampleFinding('x', sampleCode(file, 3, 'x'))
      const results = [
        sampleResult({ rule: 'ci/a', title: 'A', severity: 'warning', outcome: 'fail', findings: [finding] }),
      ]
      return read(renderAnnotations(sampleReport({ results }), { folder })).map(({ properties }) => properties['file'])
    }
    expect(files('services/api', 'src/a.js')).toEqual(['services/api/src/a.js'])
    expect(files('services/api', '../../.github/workflows/ci.yml')).toEqual(['.github/workflows/ci.yml'])
    expect(files('', '../package-lock.json')).toEqual([undefined])
  })

  it('give back what they were given after the runner has read them', () => {
    const nasty = 'a, b=c: 100%25 ::error::x'
    const finding = sampleFinding(nasty, sampleCode('src/a,b:c%.js', 3, 'x'))
    const results = [
      sampleResult({ rule: 'ci/a', title: nasty, severity: 'warning', outcome: 'fail', findings: [finding] }),
    ]
    expect(read(renderAnnotations(sampleReport({ results })))).toEqual([
      {
        name: 'warning',
        properties: { file: 'src/a,b:c%.js', line: '3', col: '3', title: nasty },
        message: `${nasty} (ci/a)`,
      },
    ])
  })

  it('are as many commands whatever a project calls its things', () => {
    const known = read(renderAnnotations(sampleReport())).map(({ name }) => name)
    const check = (hostile: string): void => {
      const text = renderAnnotations(withHostileTexts(sampleReport(), hostile))
      expect(read(text).map(({ name }) => name)).toEqual(known)
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
    }
    for (const text of ['\n::error::x', '\r\n##[error]x', '%0A::stop-commands::x', '\u001b[31m', '::,:,=', '../../..'])
      check(text)
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 40 }), check), { numRuns: 40 })
  })

  it('are only of what the baseline does not know', () => {
    const report = reportOf({ warning: [2] })
    for (const { findings } of report.results) Object.assign(findings[0]!, { baselined: true })
    expect(read(renderAnnotations(report)).map(({ message }) => message)).toEqual(['m1 (ci/warning-0)'])
  })

  it('can be read for every sample project', () => {
    const counts = fixtureReports().map((report) => read(renderAnnotations(report)).length)
    expect(Math.max(...counts)).toBeGreaterThan(0)
  })
})
