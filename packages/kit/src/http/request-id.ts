import { randomUUID } from 'node:crypto'
import type { RequestView } from '../request/request-view.ts'

/** Nothing that means anything in a log, a header or a shell. */
const PLAIN = /^[\w.:-]{8,128}$/

/** The id that a trusted proxy gave the request, else a new one: from anybody else it would be text of a stranger in our logs. */
export function requestIdOf({ header }: RequestView, isTrusted: boolean): string {
  const given = isTrusted ? header('x-request-id') : undefined
  return given !== undefined && PLAIN.test(given) ? given : randomUUID()
}
