import type { Duration } from '@shipworthy/health'
import { z } from 'zod'

/** A text that is not empty. */
export const text = z.string().trim().min(1)

/** With its unit: a bare number would leave it to chance. */
export const duration = z
  .string()
  .regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, 'it must be a duration such as 30s') as unknown as z.ZodType<Duration, Duration>

export const port = z.number().int().min(1).max(65_535)

export const labels = z.record(z.string(), z.string())

const percent = z.number().min(0).max(100)

/** Limits in per cent, of what fills up. */
export const fillLimits = {
  warning: percent.optional().describe('Per cent from which it is a warning.'),
  critical: percent.optional().describe('Per cent from which it is critical.'),
}
