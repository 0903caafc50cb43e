/** The id of a rule's entry in the page. */
export function ruleAnchor(rule: string): string {
  return `rule-${rule.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`
}
