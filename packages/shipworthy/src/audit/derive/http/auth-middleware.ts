import type { Call, Catch, Guard, SourceFile } from '../../facts/source.ts'
import type { Expression } from '../../facts/expression.ts'
import type { Execution } from '../execution/execution.ts'
import { isNode } from '../program/file-index.ts'
import { guardChain } from '../program/guards.ts'
import { possibilities, type FunctionValue, type Value } from '../program/value.ts'
import { handlerFunctions } from './handler-functions.ts'
import type { HttpView, Middleware } from './route.ts'

/** A middleware or guard that checks who a request is from before it lets it through. */
export interface AuthMiddleware {
  name: string
  file: SourceFile
  /** Where it checks: `jwt.verify(…)`. */
  verifiedAt: number
  mount: Middleware
  routes: number
  /** Routes in front of which nothing else is called like a guard. */
  alone: number
  /** What it does when the check fails: `closed` refuses, `open` lets the request through, `depends` does either. */
  onFailure: 'closed' | 'open' | 'depends'
  /** Where it lets the request through. */
  openAt?: number
  /** It turns some requests away, so it is there to guard. */
  refuses: boolean
}

const VERIFIES =
  /^(verify|verifyAsync|jwtVerify|verifyIdToken|verifyToken|verifyJwt|verifyJWT|verifyAccessToken|validateToken|decodeToken|introspect|verifySession|verifySessionCookie|validateSession|authenticate|checkToken|compare|hasPermission|checkPermission|can|authorize|isAuthorized|enforce)$/
const GUARDS = /auth|protect|guard|permission|admin|jwt|token|login|require|session|role|access/i
/** Names of those that are meant to let everybody through. */
const OPTIONAL =
  /optional|anonym|maybe|attach|load|populate|guest|public|soft|try|parse|decode|extract|deserialize|set(user|current)|with(user)|current|identify|context|inject|add|if(present|any)|lenient|passive|remember/i

export function authMiddleware(program: Execution, http: HttpView): AuthMiddleware[] {
  const found = new Map<number, AuthMiddleware>()
  const visit = (middleware: Middleware, others: readonly Middleware[]): void => {
    if (middleware.force === 'off') return
    const alone = others.some(({ value }) => isNamedGuard(program, value)) ? 0 : 1
    for (const fn of functionsOf(program, middleware.value)) {
      const key = program.evaluator.functionId(fn.file, fn.index)
      const known = found.get(key)
      if (known) {
        known.routes++
        known.alone += alone
      } else {
        const judged = judge(program, fn, middleware, alone)
        if (judged) found.set(key, judged)
      }
    }
  }
  for (const { middleware } of http.routes)
    for (const entry of middleware)
      visit(
        entry,
        middleware.filter((other) => other !== entry),
      )
  return [...found.values()]
}

/** Functions of the project behind a mounted value; of a guard class its `canActivate`. */
function functionsOf(program: Execution, value: Value): FunctionValue[] {
  return possibilities(value).flatMap((option): FunctionValue[] => {
    const owner = option.kind === 'object' ? option.class : option
    if (owner.kind !== 'class') return handlerFunctions(program, option)
    const { file, index } = owner
    const member = file.classes[index]!.members.find(({ name }) => name === 'canActivate')
    return member?.function === undefined ? [] : [{ kind: 'function', file, index: member.function }]
  })
}

/** Another check may stand behind this one. */
function isNamedGuard(program: Execution, value: Value): boolean {
  const names = functionsOf(program, value).map(({ file, index }) => file.functions[index]!.name ?? '')
  return (
    names.some((name) => GUARDS.test(name) && !OPTIONAL.test(name)) ||
    /passport|auth/i.test(value.kind === 'instance' ? value.name : '')
  )
}

function judge(program: Execution, fn: FunctionValue, mount: Middleware, alone: number): AuthMiddleware | undefined {
  const { file, index } = fn
  const fact = file.functions[index]!
  const owner = fact.class === undefined ? undefined : file.classes[fact.class]!.name
  const name = fact.name === 'canActivate' ? (owner ?? fact.name) : (fact.name ?? '')
  if (name && OPTIONAL.test(name)) return undefined
  const calls = file.calls.filter(({ at }) => at >= fact.at && at <= fact.end)
  // Whoever does not sign in is a guest, with what guests may do.
  if (/\b(guest|anonymous)/i.test(file.text.slice(fact.at, fact.end))) return undefined
  const verified = calls.find(({ callee }) => VERIFIES.test(calledName(callee)))
  if (!verified || (name && !GUARDS.test(name) && !/^(verify|jwtVerify)/.test(calledName(verified.callee))))
    return undefined
  const failures = failurePaths(program, fn, verified)
  const open = failures.filter(({ isOpen }) => isOpen)
  const sure = open.find(({ isSure }) => isSure)
  return {
    name: name || 'the middleware',
    file,
    verifiedAt: verified.nameAt,
    mount,
    routes: 1,
    alone,
    onFailure: sure ? 'open' : open.length > 0 ? 'depends' : 'closed',
    ...(open.length > 0 && { openAt: (sure ?? open[0]!).at }),
    refuses: refuses(program, fn),
  }
}

interface Failure {
  at: number
  isOpen: boolean
  /** No further condition stands before it. */
  isSure: boolean
}

/** What is done in `catch` around the check, and behind `if (error)` in its callback. */
function failurePaths(program: Execution, fn: FunctionValue, verified: Call): Failure[] {
  const { file, index } = fn
  const inside = functionsInside(file, index)
  const catches = inside
    .flatMap((at) => file.functions[at]!.catches)
    .filter(({ from, to }) => from <= verified.at && verified.at <= to)
  const caught = catches.flatMap((handler) => passesIn(program, fn, handler))
  const callback = verified.args.at(-1)
  if (!isNode(callback) || callback.type !== 'function') return caught
  const error = file.bindings.find(({ function: owner, parameter }) => owner === callback.function && parameter === 0)
  const called = nextCalls(file, index)
    .filter(({ function: owner }) => owner === callback.function)
    .flatMap((call): Failure[] => {
      const chain = guardChain(file, call.guard)
      const isError = (guard: Guard): boolean =>
        guard.holds && isNode(guard.test) && guard.test.type === 'identifier' && guard.test.name === error?.name
      return chain.some(isError) ? [{ at: call.at, isOpen: true, isSure: chain.filter(isOwn).length === 1 }] : []
    })
  return [...caught, ...called]
}

function passesIn(program: Execution, { file, index }: FunctionValue, handler: Catch): Failure[] {
  const isIn = (at: number): boolean => handler.handlerFrom <= at && at <= handler.handlerTo
  const isSure = (guard: number): boolean => {
    const chain = guardChain(file, guard).filter(
      (entry) => entry.at >= handler.handlerFrom && entry.at <= handler.handlerTo,
    )
    return chain.every(({ kind }) => kind === 'catch')
  }
  const isOff = (guard: number): boolean => program.evaluator.force(file, guard, undefined).force === 'off'
  const next = nextCalls(file, index)
    .filter(({ at, guard }) => isIn(at) && !isOff(guard))
    .map((call): Failure => ({ at: call.at, isOpen: true, isSure: isSure(call.guard) }))
  const allowed = functionsInside(file, index)
    .flatMap((at) => file.functions[at]!.returns)
    .filter(({ at, value, guard }) => isIn(at) && value === true && !isOff(guard))
    .map((entry): Failure => ({ at: entry.at, isOpen: true, isSure: isSure(entry.guard) }))
  return [...next, ...allowed]
}

/** Conditions that the code writes: not the blocks of `try` and `catch`. */
function isOwn({ kind }: Guard): boolean {
  return kind !== 'try' && kind !== 'catch' && kind !== 'loop'
}

function functionsInside(file: SourceFile, index: number): number[] {
  const { at, end } = file.functions[index]!
  return [...file.functions.keys()].filter(
    (other) => other > 0 && file.functions[other]!.at >= at && file.functions[other]!.end <= end,
  )
}

/** `next()` without an error. */
function nextCalls(file: SourceFile, index: number): Call[] {
  const fact = file.functions[index]!
  const parameter = file.bindings.find(
    ({ function: owner, parameter: position, path, name }) =>
      owner === index && !path && position === fact.parameters - 1 && (name === 'next' || position === 2),
  )
  if (!parameter) return []
  return file.calls.filter(
    ({ callee, args, at }) =>
      at >= fact.at &&
      at <= fact.end &&
      isNode(callee) &&
      callee.type === 'identifier' &&
      callee.name === parameter.name &&
      args.every(
        (argument) =>
          argument === null || (isNode(argument) && argument.type === 'identifier' && argument.name === 'undefined'),
      ),
  )
}

/** A `throw` that no `catch` of the function takes. */
function throwsOut(file: SourceFile, inside: readonly number[]): boolean {
  const caught = inside.flatMap((at) => file.functions[at]!.catches)
  return inside
    .flatMap((at) => file.functions[at]!.throws)
    .some(({ at }) => !caught.some(({ from, to }) => from <= at && at <= to))
}

/** It answers 401 or 403, hands on an error, throws, or returns false. */
function refuses(program: Execution, { file, index }: FunctionValue): boolean {
  const fact = file.functions[index]!
  const inside = functionsInside(file, index)
  const returnsFalse = inside.some((at) => file.functions[at]!.returns.some(({ value }) => value === false))
  if (returnsFalse || throwsOut(file, inside)) return true
  return file.calls.some(({ callee, args, at }) => {
    if (at < fact.at || at > fact.end) return false
    const name = calledName(callee)
    if (/^(status|sendStatus|code|writeHead|throw|json|text)$/.test(name))
      return args.some((argument) => isRefusal(program, file, argument))
    return name === 'next' && args.length > 0
  })
}

function isRefusal(program: Execution, file: SourceFile, argument: Expression): boolean {
  const value = program.evaluator.evaluate(file, argument)
  if (value.kind === 'literal') return value.value === 401 || value.value === 403
  return value.kind === 'external' && /UNAUTHORIZED|FORBIDDEN/i.test(value.name)
}

function calledName(callee: Expression): string {
  if (!isNode(callee)) return ''
  return callee.type === 'member' ? callee.property : callee.type === 'identifier' ? callee.name : ''
}
