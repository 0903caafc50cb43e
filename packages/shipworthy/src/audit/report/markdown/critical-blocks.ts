import type { Evidence, Finding, RuleResult } from '../../model/outcome.ts'
import type { Digest } from '../digest-report.ts'
import { EFFORTS, formatPlace, formatPoints, plural, remedyTarget } from '../format.ts'
import { rankRemedies } from '../rank-remedies.ts'
import { codeBlock } from './markdown-text.ts'
import { shortened } from './shorten.ts'

const MAX_RULES = 30
const MAX_PLACES = 5
const MAX_EVIDENCE = 3
const MAX_CODE_LINES = 20

/** What blocks the deploy, with its evidence and the cure that fits. */
export function criticalBlocks(digest: Digest): string[] {
  const { criticals, findings } = digest
  if (criticals.length === 0) return []
  const hidden = criticals.length - MAX_RULES
  return [
    `### Critical · ${plural(findings.critical, 'finding')}`,
    ...criticals.slice(0, MAX_RULES).map((result) => criticalBlock(result, digest)),
    ...(hidden > 0 ? [`… and ${plural(hidden, 'more rule')}`] : []),
  ]
}

function criticalBlock(result: RuleResult, { report }: Digest): string {
  const { title, rule, points, findings } = result
  const hidden = findings.length - MAX_PLACES
  const [remedy] = rankRemedies(result, report)
  return [
    `#### ${shortened.text(title)}`,
    `${shortened.code(rule)} · ${formatPoints(points)} points`,
    ...findings.slice(0, MAX_PLACES).flatMap(findingParts),
    ...(hidden > 0 ? [`… and ${plural(hidden, 'more place', 'more places')}`] : []),
    ...(remedy
      ? [
          `**Cure** (${shortened.text(remedyTarget(remedy.for))}, ${EFFORTS[remedy.effort]}): ${shortened.prose(remedy.text)}`,
          ...(remedy.code ? [codeOf(remedy.code)] : []),
        ]
      : []),
  ].join('\n\n')
}

function findingParts({ message, evidence }: Finding): string[] {
  return [shortened.prose(message), ...evidence.slice(0, MAX_EVIDENCE).flatMap(evidenceParts)]
}

function evidenceParts({ file, line, symbol, snippet, note }: Evidence): string[] {
  const place = formatPlace({ ...(file !== undefined && { file }), ...(line !== undefined && { line }) })
  const inside = place && symbol ? ` in ${shortened.code(symbol)}` : ''
  const words = [...(place ? [shortened.code(place) + inside] : []), ...(note ? [shortened.prose(note)] : [])]
  return [...(words.length > 0 ? [words.join(': ')] : []), ...(snippet ? [codeBlock(shortened.line(snippet))] : [])]
}

function codeOf(code: string): string {
  return codeBlock(code.split('\n').slice(0, MAX_CODE_LINES).map(shortened.line).join('\n'))
}
