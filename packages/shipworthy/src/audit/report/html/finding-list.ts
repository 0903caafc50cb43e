import type { Finding, Severity } from '../../model/outcome.ts'
import { evidenceBlock } from './evidence.ts'
import { markup, prose, type Markup } from './markup.ts'

const SHOWN = 10

/** Findings of one rule. What is said of several places is said once; beyond the first ten places they fold away. */
export function findingList(findings: readonly Finding[], ruleSeverity: Severity): Markup {
  const rest = findings.slice(SHOWN)
  return markup`${list(findings.slice(0, SHOWN), ruleSeverity)}${
    rest.length === 0
      ? undefined
      : markup`<details class="more"><summary>${rest.length} more</summary>${list(rest, ruleSeverity)}</details>`
  }`
}

function list(findings: readonly Finding[], ruleSeverity: Severity): Markup {
  return markup`<ul class="finding-list">${groupsOf(findings).map((group) => item(group, ruleSeverity))}</ul>`
}

function item(group: readonly Finding[], ruleSeverity: Severity): Markup {
  const { message, severity } = group[0]!
  const tag = severity === ruleSeverity ? undefined : markup`<span class="tag tag-${severity}">${severity}</span> `
  const known = group.every(({ baselined }) => baselined)
    ? markup`<span class="tag">in the baseline</span> `
    : undefined
  return markup`<li><p class="message">${tag}${known}${prose(message)}</p>${group.flatMap(({ evidence }) => evidence.map(evidenceBlock))}</li>`
}

function groupsOf(findings: readonly Finding[]): Finding[][] {
  const groups = new Map<string, Finding[]>()
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.baselined ?? false} ${finding.message}`
    groups.set(key, [...(groups.get(key) ?? []), finding])
  }
  return [...groups.values()]
}
