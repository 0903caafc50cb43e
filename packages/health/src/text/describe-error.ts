import { cleanText } from './clean-text.ts'

/** One line about whatever was thrown, with the code that systems give it, and its cause where it says nothing itself. */
export function describeError(error: unknown): string {
  try {
    if (!(error instanceof Error)) return cleanText(typeof error === 'string' ? error : `threw a ${typeof error}`)
    const { message, code, name, cause } = speaking(error) as Error & { code?: unknown }
    const own = typeof message === 'string' && message !== '' ? message : name
    const text = cause instanceof Error && cause.message !== '' ? `${own}: ${cause.message}` : own
    return cleanText(typeof code !== 'string' || text.includes(code) ? text : `${text} (${code})`)
  } catch {
    return 'threw something that cannot be read'
  }
}

/** An error about several addresses that were tried has no message of its own; the first of them has. */
function speaking(error: Error): Error {
  const { errors } = error as Error & { errors?: unknown }
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined
  return error.message === '' && first instanceof Error ? first : error
}
