import type { IsSecret } from './is-secret-name.ts'
import { isCardNumber, REDACTED, scrubText } from './scrub-text.ts'

/** A log line is for people: what is deeper or wider than this is left out. */
const MAX_DEPTH = 6
const MAX_ENTRIES = 100

/** A copy of what is logged without secrets, by the names of members and by what texts look like. */
export function createScrubDetails(isSecret: IsSecret): (details: object) => Record<string, unknown> {
  function scrub(value: unknown, depth: number, above: readonly object[]): unknown {
    if (typeof value === 'string') return scrubText(value)
    if (typeof value === 'bigint') return scrubText(String(value))
    // No card has fewer than twelve digits.
    if (typeof value === 'number') return value >= 1e11 && isCardNumber(String(value)) ? REDACTED : value
    if (typeof value !== 'object' || value === null) return value
    if (above.includes(value)) return '[circular]'
    if (depth >= MAX_DEPTH) return '[deeper]'
    return scrubObject(value, depth, [...above, value])
  }

  function scrubObject(value: object, depth: number, above: readonly object[]): unknown {
    if (value instanceof Date) return value
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`
    if (value instanceof Error) return scrubMembers(membersOfError(value), depth, above)
    if (value instanceof Map) return scrubMembers(Object.fromEntries(value), depth, above)
    if (value instanceof Set) return scrub([...value], depth, above)
    if (Array.isArray(value)) return value.slice(0, MAX_ENTRIES).map((entry) => scrub(entry, depth + 1, above))
    if ('toJSON' in value && typeof value.toJSON === 'function') return scrub(value.toJSON(), depth + 1, above)
    if (isMessage(value)) return scrubMembers(membersOfMessage(value), depth, above)
    return scrubMembers(value, depth, above)
  }

  function scrubMembers(members: object, depth: number, above: readonly object[]): Record<string, unknown> {
    const scrubbed: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(members).slice(0, MAX_ENTRIES))
      // Assigned, `__proto__` would be no member.
      if (name !== '__proto__') scrubbed[name] = isSecret(name, value) ? REDACTED : scrub(value, depth + 1, above)
    return scrubbed
  }

  return (details) => scrubMembers(details, 0, [details])
}

/** Errors of databases carry the row in `detail`; what they are is told by type, message, code and where they came from. */
function membersOfError(error: Error): object {
  const { code, statusCode, remedy } = error as { code?: unknown; statusCode?: unknown; remedy?: unknown }
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...(code !== undefined && { code }),
    ...(statusCode !== undefined && { statusCode }),
    ...(remedy !== undefined && { remedy }),
    ...(error.cause !== undefined && { cause: error.cause }),
    ...(error instanceof AggregateError && { errors: error.errors as unknown[] }),
  }
}

/** A request of node:http, of which a log needs little. */
interface Message {
  method?: string
  url?: string
  statusCode?: number
}

function isMessage(value: object): value is Message {
  return 'socket' in value && ('headers' in value || 'statusCode' in value)
}

function membersOfMessage({ method, url, statusCode }: Message): object {
  return { method, path: url?.split('?')[0], statusCode }
}
