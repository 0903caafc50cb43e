/** https://prometheus.io/docs/prometheus/latest/querying/operators/ */
const WORDS = new Set(
  'and or unless on ignoring group_left group_right by without bool offset inf nan start end atan2'.split(' '),
)
/** Their argument may well not exist. */
const ABSENT = /\babsent(_over_time)?\s*\(/g
/** In the order in which they hide each other: texts, matchers in braces, ranges, label lists. */
const NO_METRICS: readonly RegExp[] = [
  /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`/g,
  /\{[^{}]*\}/g,
  /\[[^\]]*\]/g,
  /\b(by|without|on|ignoring|group_left|group_right)\s*\([^()]*\)/g,
]

/** Names of the metrics that a PromQL query needs to exist. */
export function metricsOfQuery(query: string): string[] {
  const plain = withoutAbsent(NO_METRICS.reduce((text, pattern) => text.replace(pattern, ' '), query))
  const names = [...plain.matchAll(/(?<![\w:.])([a-zA-Z_:][\w:]*)(?!\s*\(|[\w:])/g)].map(([, name = '']) => name)
  return [...new Set(names.filter((name) => !WORDS.has(name.toLowerCase())))]
}

/** Without calls of absent(), whatever is nested in them. */
function withoutAbsent(text: string): string {
  const start = text.search(ABSENT)
  if (start === -1) return text
  let depth = 0
  for (let at = text.indexOf('(', start); at < text.length; at++) {
    if (text[at] === '(') depth++
    if (text[at] === ')' && --depth === 0) return withoutAbsent(`${text.slice(0, start)} ${text.slice(at + 1)}`)
  }
  return text.slice(0, start)
}
