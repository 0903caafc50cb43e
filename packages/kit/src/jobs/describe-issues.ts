import type { z } from 'zod'

/** Where a payload does not fit, and why; never what it holds. */
export function describeIssues(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join('.') || 'the payload'}: ${message}`).join('; ')
}
