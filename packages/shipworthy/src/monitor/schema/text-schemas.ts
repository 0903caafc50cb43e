import type { Bytes, Duration } from '@shipworthy/health'
import { z } from 'zod'

/** A text that is not empty. */
export const text = z.string().trim().min(1)

/** A secret that nobody guesses. */
export const token = z.string().min(16)

/** With its unit: a bare number would leave it to chance. */
export const duration = z
  .string()
  .regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, 'it must be a duration such as 30s') as unknown as z.ZodType<Duration, Duration>

export const size = z
  .string()
  .regex(/^\d+(\.\d+)?(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)$/, 'it must be an amount such as 10MB') as unknown as z.ZodType<
  Bytes,
  Bytes
>

export const port = z.number().int().min(1).max(65_535)

export const labels = z.record(z.string(), z.string())

export const headers = z.record(z.string(), z.string())

export const httpUrl = z.url({ protocol: /^https?$/, error: 'it must be an absolute http or https URL' })

export const percent = z.number().min(0).max(100)

/** Limits in per cent, of what fills up. */
export function fillLimits(warning: number, critical: number, ofWhat: string) {
  return {
    warning: percent.optional().describe(`Per cent ${ofWhat}, from which it is a warning. Default: ${warning}.`),
    critical: percent.optional().describe(`The same for critical. Default: ${critical}.`),
  }
}
