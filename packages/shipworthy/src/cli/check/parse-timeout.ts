import { usageError } from '../parse-option.ts'

const FACTORS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000 }

/** `90s` in milliseconds; a plain number is seconds. */
export function parseTimeout(word: string): number {
  const [, digits, unit = 's'] = /^(\d{1,6})(ms|s|m)?$/.exec(word) ?? []
  const ms = Number(digits) * (FACTORS[unit] ?? 1)
  if (ms > 0) return ms
  throw usageError(`--timeout takes a time such as 90s or 2m, not "${word}"`)
}
