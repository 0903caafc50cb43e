import type { Report } from '../model/report.ts'
import type { Suppression } from '../model/suppression.ts'

/**
 * The suppressions of every service, without those that are stale for it only because they are about another one. One that
 * is stale for all is listed once.
 */
export function settleSuppressions(reports: readonly Pick<Report, 'suppressions'>[]): Suppression[][] {
  const all = reports.flatMap(({ suppressions }) => suppressions)
  const used = new Set(all.filter(({ state }) => state !== 'stale').map(keyOf))
  const listed = new Set<string>()
  return reports.map(({ suppressions }) =>
    suppressions.filter((suppression) => {
      if (suppression.state !== 'stale') return true
      const key = keyOf(suppression)
      if (used.has(key) || listed.has(key)) return false
      listed.add(key)
      return true
    }),
  )
}

function keyOf({ source, file, line, rule }: Suppression): string {
  return `${source} ${file}:${line ?? 0} ${rule}`
}
