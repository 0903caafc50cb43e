import type { SourceFile } from '../../facts/source.ts'
import { isNode } from '../program/file-index.ts'
import type { CallEvent } from './call-event.ts'

/** Calls that give up on the promise they are given. */
const GIVES_UP =
  /^(race|pTimeout|promiseTimeout|withTimeout|timeoutPromise|promiseWithTimeout|raceTimeout|timeLimit|fireWithTimeout)$/

/**
 * Whether the code around a call stops waiting for it: `Promise.race([call(), timer])`, `pTimeout(call(), …)`. `fire` of a
 * circuit breaker is no such place; what it runs is named by `caller`.
 */
export function isAbandoned({ file, call, frame }: Pick<CallEvent, 'file' | 'call' | 'frame'>): boolean {
  if (frame?.caller && /^(opossum|p-timeout|promise-timeout)\b/.test(frame.caller)) return true
  return file.calls.some(
    (other) => other !== call && other.at <= call.at && other.end >= call.end && GIVES_UP.test(calledName(other)),
  )
}

function calledName({ callee }: SourceFile['calls'][number]): string {
  if (!isNode(callee)) return ''
  if (callee.type === 'identifier') return callee.name
  return callee.type === 'member' ? callee.property : ''
}
