import type { RuleResult } from '../model/outcome.ts'

/** What could be asked beside: `61 more ask a running system (--url, --database-url, --redis-url, --start)`. */
export function describeUnasked(results: readonly RuleResult[]): string {
  const count = (what: RuleResult['unasked']): number => results.filter(({ unasked }) => unasked === what).length
  const [system, source] = [count('system'), count('source')]
  return [
    ...(system > 0 ? [`${system} more ask a running system (--url, --database-url, --redis-url, --start)`] : []),
    ...(source > 0 ? [`${source} more look at the source, which was not given`] : []),
  ].join('; ')
}
