import type { CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { isNode } from '../program/file-index.ts'
import { findHolder, type Holder } from './client-holder.ts'
import { releasesOf, usesOf, type Release } from './client-releases.ts'

/**
 * How a client comes back to its pool: surely, only if nothing fails, only when something fails, never, or in a way that
 * could not be followed, such as by whoever it is handed to.
 */
export type ReturnState = 'sure' | 'unless-error' | 'on-error-only' | 'never' | 'open'

/** A client that the code takes out of a pool by hand. */
export interface CheckedOut {
  event: CallEvent
  state: ReturnState
  release?: Release
}

const CHECKOUTS =
  /^((pg|@neondatabase\/serverless)\.Pool\(\)\.connect|(mysql2?|mysql2\/promise|promise-mysql|mariadb)\.(createPool|createPoolCluster)\(\)(\.promise\(\))?\.getConnection|postgres\(\)\.reserve|(\?|typeorm\.\w+\(\)|typeorm\.\w+\(\)\..*)\.createQueryRunner)$/

export function checkedOutClients(program: Execution): CheckedOut[] {
  const found = new Map<string, CheckedOut>()
  for (const event of program.matching(CHECKOUTS)) {
    const place = `${event.file.path}#${event.callIndex}`
    const known = found.get(place)
    if (event.force === 'off' || event.phase === 'unseen' || (known && event.phase !== 'callback')) continue
    found.set(place, { event, ...stateOf(program, event) })
  }
  return [...found.values()]
}

function stateOf(program: Execution, event: CallEvent): Omit<CheckedOut, 'event'> {
  if (isDisposed(event)) return { state: 'sure' }
  const holder = findHolder(program, event)
  if (holder === 'elsewhere') return { state: 'open' }
  if (holder === 'nobody') return { state: 'never' }
  const releases = releasesOf(program, event.file, holder)
  const [release] = releases
  if (!release) return { state: listens(event) || usesOf(program, event.file, holder).isHandedOn ? 'open' : 'never' }
  return { state: judge(event, holder, releases), release }
}

/** `await using client = …` */
function isDisposed({ file, call }: CallEvent): boolean {
  const line = file.text.slice(file.text.lastIndexOf('\n', call.at) + 1, call.at)
  return /\busing\s+\w+\s*=\s*(await\s*)?$/.test(line)
}

function judge(event: CallEvent, holder: Holder, releases: readonly Release[]): ReturnState {
  if (releases.some(({ where }) => where === 'finally')) return 'sure'
  const onError = releases.filter(({ where }) => where === 'catch')
  const straight = releases.filter(({ where }) => where === 'straight')
  if (onError.length > 0 && straight.length > 0) return 'sure'
  const [first] = straight
  const isSafe = first !== undefined && !mayFailBetween(event, holder, first)
  if (isSafe) return 'sure'
  if (holder.via !== 'variable' || releases.some(({ where }) => where === 'callback')) return 'open'
  return first ? 'unless-error' : 'on-error-only'
}

/** A connection that waits for notifications is kept for as long as the process runs. */
function listens({ file, call }: CallEvent): boolean {
  const { at, end } = file.functions[call.function]!
  return /\bLISTEN\s|['"]notification['"]/.test(file.text.slice(at, end))
}

/** Whether anything that may throw, or a `return`, stands between taking the client and giving it back. */
function mayFailBetween({ file, call }: CallEvent, { via, binding }: Holder, release: Release): boolean {
  const from = via === 'variable' ? call.end : binding.at
  const isBetween = (at: number): boolean => at > from && at < release.at
  const { returns } = file.functions[binding.function]!
  if (returns.some(({ at }) => isBetween(at))) return true
  return file.calls.some((other) => {
    const isIn = isBetween(other.at) && other.end < release.at
    return isIn && !isLogging(other) && !isCaughtBefore(file, other.at, release.at)
  })
}

function isLogging({ callee }: CallEvent['call']): boolean {
  if (!isNode(callee) || callee.type !== 'member' || !isNode(callee.object)) return false
  return callee.object.type === 'identifier' && callee.object.name === 'console'
}

/** In a try block, or its handler, after which the code goes on to the release. */
function isCaughtBefore(file: CallEvent['file'], at: number, release: number): boolean {
  return file.functions.some(({ catches, throws, returns }) =>
    catches.some(({ from, handlerFrom, handlerTo }) => {
      const leaves = [...throws, ...returns].some((exit) => exit.at >= handlerFrom && exit.at <= handlerTo)
      return from <= at && at <= handlerTo && handlerTo < release && !leaves
    }),
  )
}
