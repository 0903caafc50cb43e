import { siteOf, type CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { isUnfollowed } from '../execution/unfollowed-call.ts'
import { handlerFunctions } from '../http/handler-functions.ts'
import type { HttpView, Middleware, Route } from '../http/route.ts'
import { possibilities, type FunctionValue, type Value } from '../program/value.ts'
import { GATEWAYS, VERIFYING_LIBRARIES } from './gateways.ts'
import { asksGateway, verificationOf, type Verification } from './verification.ts'

/** A route where a payment gateway reports what happened. */
export interface PaymentWebhook {
  route: Route
  gateway?: string
  functions: FunctionValue[]
  /** Everything that answering leads to, without what runs before. */
  calls: readonly CallEvent[]
  /** What makes sure of the sender: in the handler, before it, or in a library. */
  verifications: Verification[]
  /** A library answers, and verifies. */
  isLibrary: boolean
  /** Source text of the handler, of what it calls, and of what runs before it. */
  text: string
  /** Part of it could not be followed. */
  isOpen: boolean
}

const HOOK = /web-?_?hook|\bhooks?\b|\bipn\b|notif/i
const CONSTRUCTS = /(^|\.)constructEvent(Async)?$/
/** Names of events of the gateways. */
const EVENT_NAMES =
  /['"`](checkout\.session\.|payment_intent\.|charge\.|invoice\.|customer\.subscription\.|PAYMENT\.(CAPTURE|SALE)|CHECKOUT\.ORDER|BILLING\.SUBSCRIPTION|subscription_(created|updated|payment)|order_created|payment\.(captured|authorized|failed)|transaction\.completed)/

export function findWebhooks(program: Execution, http: HttpView): PaymentWebhook[] {
  return http.routes
    .filter(({ force, method }) => force !== 'off' && /^(POST|ALL|USE|ON)$/.test(method))
    .flatMap((route) => {
      const gateway = GATEWAYS.find(({ word }) => word.test(route.path))
      const functions = handlerFunctions(program, route.handler)
      const constructs = functions.some((fn) => program.traceTo(fn, CONSTRUCTS).length > 0)
      const isHook = HOOK.test(route.path) && (gateway !== undefined || isAboutPayments(functions))
      if (!constructs && !isHook) return []
      return [webhookOf(program, route, functions, gateway?.name ?? (constructs ? 'Stripe' : undefined))]
    })
}

/** The handler knows the names of a gateway's events. */
function isAboutPayments(functions: readonly FunctionValue[]): boolean {
  return EVENT_NAMES.test(textOf(functions, []))
}

function webhookOf(
  program: Execution,
  route: Route,
  functions: FunctionValue[],
  gateway: string | undefined,
): PaymentWebhook {
  const calls = functions.flatMap((fn) => program.trace(fn))
  const before = route.middleware
    .filter(({ force }) => force !== 'off')
    .flatMap(({ value }) => middlewareFunctions(program, value))
  const callsBefore = before.flatMap((fn) => program.trace(fn))
  const all = [...calls, ...callsBefore]
  const isOpenBefore = route.middleware.some((middleware) => isOpenMiddleware(middleware))
  return {
    route,
    ...(gateway && { gateway }),
    functions,
    calls,
    verifications: all.filter(({ force }) => force !== 'off').flatMap((event) => verificationOf(event) ?? []),
    isLibrary: isVerifyingLibrary(route.handler),
    text: textOf([...functions, ...before], all),
    isOpen:
      functions.length === 0 || isOpenBefore || !route.exact || all.some((event) => isUnfollowedOne(program, event)),
  }
}

function isVerifyingLibrary(handler: Value | undefined): boolean {
  return (
    handler !== undefined &&
    possibilities(handler).some((value) => value.kind === 'instance' && VERIFYING_LIBRARIES.test(value.name))
  )
}

/** Functions among what runs before: middleware, and the methods of guards. */
function middlewareFunctions(program: Execution, value: Value): FunctionValue[] {
  const owner = value.kind === 'object' ? value.class : value
  if (owner.kind !== 'class') return handlerFunctions(program, value)
  const { file, index } = owner
  const self =
    value.kind === 'object' ? value : ({ kind: 'object', class: owner, id: `${file.path}#class${index}` } as const)
  return file.classes[index]!.members.flatMap((member): FunctionValue[] =>
    member.function !== undefined && /^(canActivate|use|intercept|handle)$/.test(member.name)
      ? [{ kind: 'function', file, index: member.function, self }]
      : [],
  )
}

/** Middleware that lets every request through. */
const PASSES_ON =
  /^(express\.(json|urlencoded|raw|text|static)|body-parser(\.\w+)?|cors|helmet(\.\w+)?|morgan|compression|cookie-parser|express-rate-limit|express-slow-down|express-session|hpp|pino-http|express-mongo-sanitize|xss-clean|method-override|serve-static|serve-favicon|express-fileupload|passport\.(initialize|session)|connect-flash|i18n\.init|response-time|express-useragent|koa-(bodyparser|body|logger|helmet|compress|static)|@koa\/(cors|bodyparser)|hono\/(cors|logger|secure-headers)(\.\w+)?|@fastify\/(cors|helmet|cookie|formbody|multipart|rate-limit|sensible|compress)|fastify-raw-body|@nestjs\/swagger\.\w+|@nestjs\/common\.(HttpCode|Post|Header|Version|Controller|UsePipes))\(\)/

function isOpenMiddleware({ value, force }: Middleware): boolean {
  if (force === 'off') return false
  return possibilities(value).some((option) => {
    if (option.kind === 'function' || option.kind === 'class' || option.kind === 'object') return false
    return !(option.kind === 'instance' && PASSES_ON.test(option.name))
  })
}

/** A call that may be a check of the sender: of something unknown, or of a package that is given the request. */
function isUnfollowedOne(program: Execution, event: CallEvent): boolean {
  // Somebody else may be asked whether the message is genuine.
  if (/^(fetch|axios|got|undici|node-fetch|request|superagent|needle|ky)\b/.test(event.name)) return true
  if (!isUnfollowed(event) || asksGateway(event)) return false
  const { callee } = event
  // Methods of request and answer, and `next()`.
  if (callee.kind === 'parameter')
    return !/^(res|response|reply|req|request|next|c|ctx|done|err|error)$/.test(callee.name)
  if (callee.kind === 'unknown') return true
  return program.evaluator.arguments(siteOf(event)).some((value) => value.kind === 'parameter')
}

function textOf(functions: readonly FunctionValue[], calls: readonly CallEvent[]): string {
  const places = new Map<string, string>()
  for (const { file, index } of [...functions, ...calls.map(({ file, call }) => ({ file, index: call.function }))]) {
    const { at, end } = file.functions[index]!
    if (index > 0) places.set(`${file.path}#${index}`, file.text.slice(at, end))
  }
  return [...places.values()].join('\n')
}
