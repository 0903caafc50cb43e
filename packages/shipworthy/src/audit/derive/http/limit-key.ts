import type { Execution } from '../execution/execution.ts'
import { optionsOf } from './middleware.ts'
import type { Limit } from './rate-limits-view.ts'
import type { FunctionValue, Value } from '../program/value.ts'

/**
 * What a limiter counts by. `address`: what the framework takes for the client's address; `header`: the first entry of a
 * header that the client may write itself; `other`: a user, a key, an entry that a proxy wrote.
 */
export type LimitKey = 'address' | 'header' | 'other' | 'unknown'

/** Limiters that count by address unless they are told otherwise, and the option that tells them. */
const BY_ADDRESS: readonly [RegExp, string][] = [
  [/^(express-rate-limit|express-slow-down)\b/, 'keyGenerator'],
  [/^(@fastify\/rate-limit|fastify-rate-limit|fastify\(\)\.rateLimit)\b/, 'keyGenerator'],
  [/^koa-ratelimit\b/, 'id'],
]
const READS_FIRST = /^request-ip\.getClientIp$/

export function limitKey(program: Execution, { middleware }: Limit): LimitKey {
  const { value } = middleware
  if (value.kind === 'function') return ownFunction(program, value)
  if (value.kind !== 'instance' && value.kind !== 'external') return 'unknown'
  if (value.name.startsWith('@nestjs/throttler.ThrottlerGuard')) return 'address'
  const known = BY_ADDRESS.find(([name]) => name.test(value.name))
  if (!known) return 'unknown'
  const options: Value | undefined = optionsOf(program, middleware)
  if (!options || options.kind === 'literal') return 'address'
  if (options.kind !== 'record') return 'unknown'
  const generator = options.get(known[1])
  if (!generator || (generator.kind === 'literal' && generator.value === undefined))
    return options.open() ? 'unknown' : 'address'
  return generator.kind === 'function' ? functionKey(program, generator) : 'unknown'
}

/** A limiter of the project's own: only what it says of an address is believed. */
function ownFunction(program: Execution, fn: FunctionValue): LimitKey {
  const key = functionKey(program, fn)
  return key === 'other' ? 'unknown' : key
}

function functionKey(program: Execution, fn: FunctionValue): LimitKey {
  if (program.traceTo(fn, READS_FIRST).length > 0) return 'header'
  const { at, end } = fn.file.functions[fn.index]!
  const text = fn.file.text.slice(at, end)
  // Node writes the names of headers in lower case: the other spelling is never there.
  if (/x-forwarded-for/i.test(text.replace(/headers(\?\.)?\[['"]X-Forwarded-For['"]\]/g, ''))) {
    if (/\.at\(\s*-\d|\.pop\(\)|\.length\s*-\s*\d/.test(text)) return 'other'
    return /\[0\]|\.shift\(\)|\.at\(0\)|x-forwarded-for['"]\]?\)?\s*(\|\||\?\?|as\b|;|\n|\)|$)/i.test(text)
      ? 'header'
      : 'unknown'
  }
  if (/x-real-ip|cf-connecting-ip|true-client-ip|x-client-ip|fly-client-ip/i.test(text)) return 'unknown'
  if (/\.ips?\b|ipKeyGenerator|remoteAddress/.test(text)) return 'address'
  return /get\w*ip|client\w*ip|ip\w*addr/i.test(text) ? 'unknown' : 'other'
}
