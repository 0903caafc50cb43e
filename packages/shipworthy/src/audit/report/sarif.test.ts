import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Finding } from '../model/outcome.ts'
import type { Report } from '../model/report.ts'
import { fixtureReports } from '../testing/fixture-reports.ts'
import { withHostileTexts } from '../testing/hostile-report.ts'
import { healthyReport, sampleReport } from '../testing/sample-report.ts'
import { sampleFinding, sampleResult } from '../testing/sample-results.ts'
import { renderSarif, type SarifOptions } from './sarif.ts'

interface Rule {
  id: string
  shortDescription: { text: string }
  fullDescription: { text: string }
  help: { text: string; markdown: string }
  properties: { tags: string[]; 'security-severity'?: unknown }
}

interface Location {
  physicalLocation: {
    artifactLocation: { uri: string; uriBaseId: string }
    region: { startLine: number; startColumn?: number }
  }
}

interface Result {
  ruleId: string
  ruleIndex: number
  level: string
  message: { text: string }
  locations: Location[]
  relatedLocations?: (Location & { id: number })[]
  partialFingerprints: { primaryLocationLineHash: string }
}

interface Run {
  tool: { driver: { rules: Rule[] } }
  automationDetails: { id: string }
  results: Result[]
}

/** The schema of OASIS, without what only says which draft of JSON Schema it follows. */
function officialSchema(): object {
  const path = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json')
  const { $schema, id, ...schema } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
  expect($schema).toContain('draft-04')
  expect(schema['title']).toContain('SARIF')
  return { ...schema, $comment: id }
}

const validate = new Ajv({
  strict: false,
  unicodeRegExp: false,
  allErrors: true,
  formats: {
    uri: (text: string) => URL.canParse(text),
    'uri-reference': (text: string) => /^[\w.~:/?#[\]@!$&'()*+,;=%-]*$/.test(text) && !/%(?![\dA-F]{2})/i.test(text),
    'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
  },
}).compile(officialSchema())

function schemaProblems(sarif: unknown): string[] {
  validate(sarif)
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

/** What GitHub code scanning refuses or loses, though the schema allows it. */
function uploadProblems({ tool, automationDetails, results }: Run): string[] {
  const { rules } = tool.driver
  const problems: string[] = []
  const need = (holds: boolean, problem: string): void => void (holds || problems.push(problem))
  need(automationDetails.id.endsWith('/'), `automationDetails.id ${automationDetails.id}`)
  need(new Set(rules.map(({ id }) => id)).size === rules.length, 'one rule twice')
  for (const { id, shortDescription, fullDescription, help, properties } of rules) {
    const texts = [shortDescription.text, fullDescription.text, help.text, help.markdown]
    need(
      texts.every((text) => text.trim() !== ''),
      `${id} has an empty description`,
    )
    need(
      [shortDescription, fullDescription].every(({ text }) => [...text].length <= 1024),
      `${id} says too much`,
    )
    need(properties.tags.length <= 10, `${id} has too many tags`)
    const score = properties['security-severity']
    need(
      score === undefined || (typeof score === 'string' && Number(score) > 0 && Number(score) <= 10),
      `${id} ${score}`,
    )
    need(properties.tags.includes('security') === (score !== undefined), `${id}: tag and score differ`)
  }
  for (const { ruleId, ruleIndex, locations, relatedLocations = [], message, partialFingerprints } of results) {
    need(rules[ruleIndex]?.id === ruleId, `${ruleId} is not rule ${ruleIndex}`)
    need(locations.length === 1, `${ruleId} has no place`)
    need(message.text !== '', `${ruleId} says nothing`)
    need(/^\S+:\d+$/.test(partialFingerprints.primaryLocationLineHash), `${ruleId} has no fingerprint`)
    for (const { physicalLocation } of [...locations, ...relatedLocations]) {
      const { artifactLocation, region } = physicalLocation
      const { uri } = artifactLocation
      need(uri !== '' && /^[^/]/.test(uri) && !/^[a-z]+:|\\|\s|(^|\/)\.\.?(\/|$)/i.test(uri), `${ruleId} at ${uri}`)
      need(region.startLine >= 1 && (region.startColumn ?? 1) >= 1, `${ruleId} begins nowhere`)
    }
  }
  return problems
}

function runOf(report: Report, options?: SarifOptions): Run {
  const sarif = JSON.parse(renderSarif(report, options)) as { runs: [Run] }
  expect(schemaProblems(sarif)).toEqual([])
  expect(uploadProblems(sarif.runs[0])).toEqual([])
  return sarif.runs[0]
}

function reportOf(findings: Finding[], rule = 'ci/none'): Report {
  return sampleReport({
    results: [sampleResult({ rule, title: 'No CI', severity: 'warning', outcome: 'fail', findings })],
  })
}

const uriOf = ({ locations }: Result): string => locations[0]!.physicalLocation.artifactLocation.uri

describe('SARIF', () => {
  it('is valid for every report, and GitHub takes it', () => {
    const reports = [sampleReport(), healthyReport(), sampleReport({ results: [], rules: {} }), ...fixtureReports()]
    for (const report of reports) runOf(report)
  })

  it('holds every finding, worst first, and nothing that passed or is unknown', () => {
    const report = sampleReport()
    const { results, tool } = runOf(report)
    const failing = report.results.filter(({ outcome }) => outcome === 'fail')
    expect(results).toHaveLength(failing.flatMap(({ findings }) => findings).length)
    expect(tool.driver.rules.map(({ id }) => id).toSorted()).toEqual(failing.map(({ rule }) => rule).toSorted())
    const levels = results.map(({ level }) => ['error', 'warning', 'note'].indexOf(level))
    expect(levels).toEqual(levels.toSorted((a, b) => a - b))
    expect(runOf(healthyReport()).results).toEqual([])
  })

  it('says why it matters and how to cure it', () => {
    const rule = runOf(sampleReport()).tool.driver.rules.find(({ id }) => id.startsWith('security/'))!
    expect(rule.help.markdown).toContain('Name the origins that may send credentials.')
    expect(rule.help.markdown).toContain('](https://owasp.org/')
    expect(rule.properties['security-severity']).toBe('9.5')
  })

  it('counts from the root of the repository', () => {
    const run = runOf(sampleReport(), { folder: 'services/the api' })
    expect(run.automationDetails.id).toBe('shipworthy/services/the%20api/')
    expect(uriOf(run.results[0]!)).toMatch(/^services\/the%20api\//)
  })

  it('finds a place for what has none', () => {
    const elsewhere = { kind: 'setting', file: 'deploy/a b.yml', line: 7 } as const
    const absent = { kind: 'absence', note: 'nothing there' } as const
    const outside = { kind: 'setting', file: '../../../etc/passwd', line: 3 } as const
    const { file: _, ...atEvidence } = sampleFinding('by its evidence', elsewhere)
    const { results } = runOf(reportOf([atEvidence, sampleFinding('one', absent), sampleFinding('two', outside)]), {
      folder: 'api',
    })
    expect(results.map((result) => [uriOf(result), result.message.text])).toEqual([
      ['api/deploy/a%20b.yml', 'by its evidence'],
      ['api/package.json', 'one (and 1 more like it)'],
    ])
    expect(results[0]!.locations[0]!.physicalLocation.region.startLine).toBe(7)
  })

  it('tells equal lines apart', () => {
    const twin = sampleFinding('twice', { kind: 'code', file: 'a.js', line: 1 })
    const hashes = runOf(reportOf([twin, { ...twin, line: 2 }])).results.map((result) => result.partialFingerprints)
    expect(hashes.map((hash) => hash.primaryLocationLineHash)).toEqual(['a3f1c09b77e2d514:1', 'a3f1c09b77e2d514:2'])
  })

  it('leaves out what the baseline knows, and rules of which it knows everything', () => {
    const known = Object.assign(sampleFinding('known', { kind: 'code', file: 'a.js', line: 1 }), { baselined: true })
    const fresh = sampleFinding('new', { kind: 'code', file: 'a.js', line: 2 })
    expect(runOf(reportOf([known, fresh])).results.map(({ message }) => message.text)).toEqual(['new'])
    expect(runOf(reportOf([known])).tool.driver.rules).toEqual([])
  })

  it('keeps to the number of results GitHub shows', () => {
    const evidence = { kind: 'code', file: 'a.js', line: 1 } as const
    expect(runOf(reportOf(Array.from({ length: 6000 }, () => sampleFinding('x', evidence)))).results).toHaveLength(5000)
  })

  it('is a text that a terminal can show, valid whatever a project calls its things', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (hostile) => {
        const report = withHostileTexts(sampleReport(), `${hostile}\u001b[31m\u202e\ud800\n%2e%2e/<script>`)
        const text = renderSarif({ ...report, results: report.results.map(named) })
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
        runOf({ ...report, results: report.results.map(named) }, { folder: hostile })
      }),
      { numRuns: 20 },
    )
  })
})

/** Fingerprints are made by the audit; a project has no part in their letters. */
function named(result: Report['results'][number]): Report['results'][number] {
  return { ...result, findings: result.findings.map((finding) => ({ ...finding, fingerprint: 'a3f1c09b77e2d514' })) }
}

describe('the check of what GitHub takes', () => {
  it('finds what it looks for', () => {
    const run = runOf(sampleReport())
    const [first] = run.results
    const broken = (changes: object): Run => ({ ...run, results: [{ ...first!, ...changes }] })
    expect(uploadProblems(broken({ locations: [] }))).not.toEqual([])
    expect(uploadProblems(broken({ ruleIndex: 99 }))).not.toEqual([])
    expect(uploadProblems({ ...run, automationDetails: { id: 'shipworthy' } })).not.toEqual([])
    const at = (uri: string): object => ({
      locations: [{ physicalLocation: { artifactLocation: { uri, uriBaseId: '' }, region: { startLine: 1 } } }],
    })
    for (const uri of ['/etc/passwd', '../a.js', 'file:///a', 'a\\b', 'a b'])
      expect(uploadProblems(broken(at(uri))), uri).not.toEqual([])
    expect(schemaProblems({ version: '2.1.0', runs: [{ tool: {} }] })).not.toEqual([])
  })
})
