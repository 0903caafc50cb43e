import type { CheckOutcome, Scalar } from '../model/check-outcome.ts'
import { isStatus } from '../model/status.ts'
import { cleanText } from '../text/clean-text.ts'

const MAX_ENTRIES = 32
const MAX_VALUE_LENGTH = 200

export interface Contained {
  outcome: CheckOutcome
  fault?: 'invalid'
}

/** Makes a small, plain, scrubbed outcome of whatever a check returned. What makes no sense is `invalid`, which is unknown. */
export function containReturn(returned: unknown): Contained {
  try {
    return read(returned)
  } catch {
    return invalid('something that cannot be read')
  }
}

function read(returned: unknown): Contained {
  if (returned === undefined) return { outcome: {} }
  if (typeof returned === 'boolean') return { outcome: { status: returned ? 'healthy' : 'critical', value: returned } }
  if (typeof returned === 'number')
    return Number.isFinite(returned) ? { outcome: { value: returned } } : invalid(String(returned))
  if (typeof returned !== 'object' || returned === null || Array.isArray(returned)) return invalid(describe(returned))
  const { status, value, unit, message, metadata } = returned as Record<string, unknown>
  if (status !== undefined && !isStatus(status)) return invalid(`the status ${describe(status)}`)
  const scalar = value === undefined || value === null ? undefined : containScalar(value)
  if (scalar === null) return invalid(`the value ${describe(value)}`)
  const details = containMetadata(metadata)
  return {
    outcome: {
      ...(status !== undefined && { status }),
      ...(scalar !== undefined && { value: scalar }),
      ...(typeof unit === 'string' && { unit: cleanText(unit, 20) }),
      ...(typeof message === 'string' && message !== '' && { message: cleanText(message) }),
      ...(details && { metadata: details }),
    },
  }
}

function invalid(what: string): Contained {
  const message = `the check returned ${what}; expected nothing, a boolean, a number or { status, value, unit, message }`
  return { outcome: { message }, fault: 'invalid' }
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `'${cleanText(value, 40)}'`
  if (typeof value === 'number') return String(value)
  return Array.isArray(value) ? 'an array' : value === null ? 'null' : `a ${typeof value}`
}

/** A small value of one of the plain types; null for anything else. */
function containScalar(value: unknown): Exclude<Scalar, null> | null {
  if (typeof value === 'string') return cleanText(value, MAX_VALUE_LENGTH)
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  return typeof value === 'boolean' ? value : null
}

function containMetadata(metadata: unknown): Readonly<Record<string, Scalar>> | undefined {
  if (typeof metadata !== 'object' || metadata === null) return undefined
  const entries: [string, Scalar][] = []
  for (const key in metadata) {
    if (entries.length === MAX_ENTRIES) break
    if (!Object.hasOwn(metadata, key)) continue
    const value = (metadata as Record<string, unknown>)[key]
    const isSecret = /pass|secret|token|api.?key|credential|authorization/i.test(key) && typeof value === 'string'
    entries.push([cleanText(key, 60), isSecret ? '••••' : containScalar(value)])
  }
  return entries.length > 0 ? Object.freeze(Object.fromEntries(entries)) : undefined
}
