import type { SourceFile } from '../../facts/source.ts'
import type { CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { handlerFunctions } from '../http/handler-functions.ts'
import type { HttpView, Route } from '../http/route.ts'
import type { FunctionValue, Value } from '../program/value.ts'
import { createMemoFinder } from './memo-finder.ts'

/** A connection or pool that is made again for each request. */
export interface MadePerRequest {
  /** The call that makes it. */
  event: CallEvent
  route: Route
  /** It opens one connection, not a pool of them. */
  isSingle: boolean
  /** Something on the way closes it. */
  isClosed: boolean
}

const MAKERS =
  /^(pg\.(Pool|Client)|postgres|slonik\.createPool|(mysql2?|mysql2\/promise|promise-mysql|mariadb)\.(createPool|createPoolCluster|createConnection)|knex|sequelize(-typescript)?(\.Sequelize)?|@sequelize\/core\.Sequelize|typeorm\.DataSource|(@prisma\/client\.|.*\bprisma\/client\.)?\??PrismaClient|mongoose\.createConnection|mongodb\.MongoClient(\.connect)?|mssql\.ConnectionPool)$/
const SINGLE = /\.(Client|createConnection)$/
const CLOSES = /^(end|close|destroy|disconnect|\$disconnect|destroyAll|release)$/

/** Follows every route and its middleware to the calls that make connections; what is kept from one request to the next is left out. */
export function madePerRequest(program: Execution, http: HttpView): MadePerRequest[] {
  const found = new Map<string, MadePerRequest>()
  const looked = new Set<number>()
  for (const route of http.routes) {
    if (route.force === 'off') continue
    for (const value of [
      ...route.middleware.map((mounted) => mounted.value),
      ...(route.handler ? [route.handler] : []),
    ]) {
      for (const fn of handlerFunctions(program, value)) {
        const key = program.evaluator.functionId(fn.file, fn.index)
        if (looked.has(key)) continue
        looked.add(key)
        for (const made of madeIn(program, fn, route)) found.set(placeOf(made.event), made)
      }
    }
  }
  return [...found.values()]
}

function madeIn(program: Execution, fn: FunctionValue, route: Route): MadePerRequest[] {
  const events = program.traceTo(fn, MAKERS).filter(isMaking)
  if (events.length === 0) return []
  const trace = program.trace(fn)
  const memo = createMemoFinder(program, trace)
  return [...new Map(events.map((event) => [placeOf(event), event])).values()].flatMap((event) => {
    const way = memo.wayFrom(event, fn)
    if (!way || listens(event)) return []
    return [{ event, route, isSingle: SINGLE.test(event.name), isClosed: way.some(closesSomething) }]
  })
}

function isMaking({ force, callee, call, phase }: CallEvent): boolean {
  return force !== 'off' && phase !== 'unseen' && (callee.kind === 'external' || isMissingClient(callee, call))
}

/** A generated Prisma client is often imported from a path that is not in the repository. */
function isMissingClient(callee: Value, call: CallEvent['call']): boolean {
  return callee.kind === 'unknown' && call.kind === 'new'
}

/** `LISTEN` needs a connection of its own for as long as somebody listens. */
function listens({ file, call }: CallEvent): boolean {
  const { at, end } = file.functions[call.function]!
  return /\bLISTEN\s+["\w$]/.test(file.text.slice(at, end))
}

function closesSomething({ file, index }: { file: SourceFile; index: number }): boolean {
  const { at, end } = file.functions[index]!
  return file.calls.some(
    ({ callee, at: from, end: to }) =>
      from >= at &&
      to <= end &&
      typeof callee === 'object' &&
      callee?.type === 'member' &&
      CLOSES.test(callee.property) &&
      !isResponse(callee.object),
  )
}

/** `res.end()` closes no connection of a database. */
function isResponse(object: CallEvent['call']['callee']): boolean {
  const name = typeof object === 'object' && object?.type === 'identifier' ? object.name : ''
  if (/^(res|response|reply|ctx|server|stream)$/.test(name)) return true
  // `res.status(200).end()`
  return typeof object === 'object' && object?.type === 'call'
}

function placeOf({ file, callIndex }: CallEvent): string {
  return `${file.path}#${callIndex}`
}
