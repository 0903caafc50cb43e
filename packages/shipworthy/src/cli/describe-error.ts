import { cleanLines, cleanText } from '../audit/report/text.ts'
import { ShipworthyError } from '../errors.ts'

/** An error as the one line a user reads: what happened, why, what to do. */
export function describeError(error: ShipworthyError): string {
  return cleanText(`shipworthy: ${error.message}${endOf(error.message)} ${error.remedy} (${error.code})`)
}

/** The stacks of an error and of what caused it. */
export function describeStack(error: unknown): string {
  const stacks: string[] = []
  for (let current = error; current !== undefined && stacks.length < 10; current = causeOf(current))
    stacks.push(`${stacks.length > 0 ? 'caused by: ' : ''}${stackOf(current)}`)
  return cleanLines(stacks.join('\n'))
}

/** Whatever was thrown, as an error with a code; what was not expected is a fault of this program. */
export function toShipworthyError(error: unknown): ShipworthyError {
  if (error instanceof ShipworthyError) return error
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return ShipworthyError.of('SW_ERR_INTERNAL', { reason: reason.split('\n')[0]! }, error)
}

function endOf(text: string): string {
  return /[.?!]$/.test(text) ? '' : '.'
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? String(error)) : String(error)
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined
}
