/** A duration with its unit: `'250ms'`, `'10s'`, `'5m'`, `'6h'`, `'1d'`. A bare number would leave the unit to chance. */
export type Duration = `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`

const MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Milliseconds of a duration; undefined for what is none. */
export function parseDuration(value: unknown): number | undefined {
  const [, count, unit] = typeof value === 'string' ? (/^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(value) ?? []) : []
  return count === undefined || unit === undefined ? undefined : Number(count) * MS[unit]!
}

/** `90 s`, `5 m`, `340 ms`: the largest unit in which it is a short number. */
export function formatDuration(ms: number): string {
  for (const unit of ['d', 'h', 'm', 's'])
    if (ms >= 2 * MS[unit]! || ms === MS[unit]) return `${round(ms / MS[unit]!)} ${unit}`
  return `${round(ms)} ms`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
