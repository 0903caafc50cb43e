import type { Finding, RuleResult, Severity } from '../../model/outcome.ts'
import type { Report } from '../../model/report.ts'
import { plural } from '../format.ts'
import { cleanText } from '../text.ts'
import { relatedLocation, sarifLocation, type Place } from './sarif-location.ts'
import { SEVERITY_LEVELS } from './severity-level.ts'

/** GitHub shows no more of one upload, and refuses more than 25,000. */
const MAX_RESULTS = 5000
const MAX_RELATED = 10

const RANKS: Record<Severity, number> = { critical: 0, warning: 1, info: 2 }

interface Sited {
  finding: Finding
  location: object
  /** Findings of the rule that have no place of their own and are told together. */
  others: number
}

interface Options {
  folder: string
  /** Ids of the rules in the order in which the tool lists them. */
  ruleIds: readonly string[]
}

/**
 * The findings, worst first. One result without a place would make GitHub refuse the whole file: what has none stands at
 * the first file of its evidence, else at `package.json`, and there once for each rule.
 */
export function sarifResults({ results }: Report, { folder, ruleIds }: Options): object[] {
  const number = createNumbering()
  return results
    .filter(({ outcome }) => outcome === 'fail')
    .flatMap((result) => sited(result, folder).map((item) => ({ result, ...item })))
    .toSorted((a, b) => RANKS[a.finding.severity] - RANKS[b.finding.severity])
    .slice(0, MAX_RESULTS)
    .map(({ result, finding, location, others }) => ({
      ruleId: cleanText(result.rule),
      ruleIndex: ruleIds.indexOf(cleanText(result.rule)),
      level: SEVERITY_LEVELS[finding.severity],
      message: { text: messageOf(result, finding, others) },
      locations: [location],
      ...relatedOf(finding, folder),
      partialFingerprints: { primaryLocationLineHash: number(cleanText(finding.fingerprint)) },
      properties: { points: finding.points, confidence: result.confidence },
    }))
}

function sited({ findings }: RuleResult, folder: string): Sited[] {
  const placed: Sited[] = []
  const homeless: Finding[] = []
  for (const finding of findings) {
    const location = placesOf(finding)
      .map((place) => sarifLocation(place, folder))
      .find((found) => found !== undefined)
    if (location) placed.push({ finding, location, others: 0 })
    else homeless.push(finding)
  }
  const [first] = homeless
  const manifest =
    sarifLocation({ file: 'package.json', line: 1 }, folder) ?? sarifLocation({ file: 'package.json' }, '')
  if (first) placed.push({ finding: first, location: manifest!, others: homeless.length - 1 })
  return placed
}

function placesOf(finding: Finding): Place[] {
  return [finding, ...finding.evidence]
}

function messageOf(result: RuleResult, finding: Finding, others: number): string {
  const text = cleanText(finding.message) || cleanText(result.title) || cleanText(result.rule)
  return others === 0 ? text : `${text} (and ${plural(others, 'more like it', 'more like it')})`
}

/** What else the finding rests on, as places a reader can follow. */
function relatedOf({ evidence }: Finding, folder: string): { relatedLocations?: object[] } {
  const related = evidence
    .slice(1)
    .flatMap((item, index) => relatedLocation(item, index + 1, folder) ?? [])
    .slice(0, MAX_RELATED)
  return related.length === 0 ? {} : { relatedLocations: related }
}

/** Equal lines of one function have equal fingerprints; GitHub would take them for one alert. */
function createNumbering(): (fingerprint: string) => string {
  const counts = new Map<string, number>()
  return (fingerprint) => {
    const count = (counts.get(fingerprint) ?? 0) + 1
    counts.set(fingerprint, count)
    return `${fingerprint}:${count}`
  }
}
