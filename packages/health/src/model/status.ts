/** What is known of a check: `unknown` means that it cannot be vouched for. */
export type Status = 'healthy' | 'warning' | 'unknown' | 'critical'

/** From best to worst. */
export const STATUSES: readonly Status[] = ['healthy', 'warning', 'unknown', 'critical']

/** 0 for healthy to 3 for critical. */
export function rankOf(status: Status): number {
  return STATUSES.indexOf(status)
}

export function statusOfRank(rank: number): Status {
  return STATUSES[rank] ?? 'critical'
}

/** The worst of some statuses; healthy when there are none. */
export function worstStatus(statuses: Iterable<Status>): Status {
  let worst = 0
  for (const status of statuses) worst = Math.max(worst, rankOf(status))
  return statusOfRank(worst)
}

export function isStatus(value: unknown): value is Status {
  return (STATUSES as readonly unknown[]).includes(value)
}
