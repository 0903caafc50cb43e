import type { SourceFile } from '../../facts/source.ts'
import type { Tokens } from '../../facts/tokens.ts'
import { siteOf, type CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import type { HttpView } from './route.ts'
import { optionsOf } from './middleware.ts'
import { weaker, type Force } from '../program/force.ts'
import { anyOf } from '../program/names.ts'
import { possibilities, type RecordValue, type Value } from '../program/value.ts'

/** A cookie that proves who the client is: a session, or one that carries a token. */
export interface AuthCookie {
  /** What sets it: `express-session`, `res.cookie('token')`. */
  via: string
  /** What the library does when an option is left out. */
  defaults: { httpOnly: boolean; secure: boolean; sameSite: boolean }
  options: RecordValue | undefined
  /** Options exist but are not known. */
  isOpen: boolean
  force: Force
  file: SourceFile
  at: number
}

export const cookieTokens: Tokens = {
  packages: [
    'express-session',
    'cookie-session',
    'koa-session',
    'koa-generic-session',
    '@fastify/session',
    'fastify-session',
    '@fastify/secure-session',
    '@fastify/cookie',
    'iron-session',
    'next-auth',
    '@auth/core',
    'better-auth',
    'cookie',
    'cookies',
    'cookie-parser',
    'hono',
    'next',
  ],
  words: ['.cookie(', 'setCookie', 'cookies.set', 'cookies().set', 'Set-Cookie'],
}

interface Library {
  pattern: RegExp
  /** Where the cookie's options are inside the library's. */
  within: string
  defaults: AuthCookie['defaults']
}

const SESSIONS: readonly Library[] = [
  { pattern: /^express-session\(\)$/, within: 'cookie', defaults: { httpOnly: true, secure: false, sameSite: false } },
  { pattern: /^cookie-session\(\)$/, within: '', defaults: { httpOnly: true, secure: true, sameSite: false } },
  {
    pattern: /^koa-(session|generic-session)\(\)$/,
    within: '',
    defaults: { httpOnly: true, secure: true, sameSite: false },
  },
  {
    pattern: /^(@fastify\/session|fastify-session)\(\)$/,
    within: 'cookie',
    defaults: { httpOnly: true, secure: true, sameSite: false },
  },
  {
    pattern: /^@fastify\/secure-session\(\)$/,
    within: 'cookie',
    defaults: { httpOnly: false, secure: false, sameSite: false },
  },
]

/** Libraries whose own cookies carry all three flags unless they are taken away. */
const COMPLETE = { httpOnly: true, secure: true, sameSite: true }
const MANAGED: readonly [pattern: RegExp, within: string][] = [
  [/^iron-session\.(getIronSession|withIronSession\w*)$|^iron-session\/next\./, 'cookieOptions'],
  [/^(next-auth|next-auth\/next\.default|@auth\/express\.ExpressAuth|@auth\/core\.Auth)$/, 'cookies'],
  [/^better-auth\.betterAuth$/, 'advanced'],
]

const AUTH_NAME =
  /(^|[-_.:])(sess(ion)?|sid|token|auth|jwt|access|refresh|accesstoken|refreshtoken|id_?token|bearer|connect\.sid|remember|login|user_?token)([-_.:]|$)|token$|session(id)?$|^sid$|jwt/i
const NOT_AUTH_NAME =
  /csrf|xsrf|theme|locale|lang|consent|analytics|last|post|redirect|state|nonce|code_?verifier|oauth_?state|invite|flash/i
/** Setters: where the name and the options stand, and what is left out. */
const SETTERS: readonly { pattern: RegExp; name: number; options: number; defaults: AuthCookie['defaults'] }[] = [
  {
    pattern: /^(\?\.cookie|fastify\(\)\.setCookie)$/,
    name: 0,
    options: 2,
    defaults: { httpOnly: false, secure: false, sameSite: false },
  },
  { pattern: /^\?\.setCookie$/, name: 0, options: 2, defaults: { httpOnly: false, secure: false, sameSite: false } },
  {
    pattern: /^hono\/cookie\.(setCookie|setSignedCookie)$/,
    name: 1,
    options: 3,
    defaults: { httpOnly: false, secure: false, sameSite: false },
  },
  {
    pattern: /^next\/headers\.cookies\(\)\.set$|NextResponse.*\.cookies\.set$/,
    name: 0,
    options: 2,
    defaults: { httpOnly: false, secure: false, sameSite: true },
  },
]

/** `?.set` is Koa's, on what is called `cookies`. */
const SETS_COOKIE = anyOf([
  ...MANAGED.map(([pattern]) => pattern),
  ...SETTERS.map(({ pattern }) => pattern),
  /^\?\.set$/,
])

export function authCookies(program: Execution, http: HttpView): AuthCookie[] {
  const cookies: AuthCookie[] = []
  for (const app of http.apps) {
    for (const middleware of app.middleware) {
      const { value, force, file, at } = middleware
      const name = value.kind === 'instance' ? value.name : ''
      const library = SESSIONS.find(({ pattern }) => pattern.test(name))
      if (!library) continue
      const all = optionsOf(program, middleware)
      const cookie = library.within && all?.kind === 'record' ? all.get(library.within) : all
      cookies.push({ via: name.slice(0, -2), defaults: library.defaults, ...asOptions(cookie), force, file, at })
    }
  }
  for (const event of program.matching(SETS_COOKIE)) {
    if (event.force === 'off') continue
    const managed = MANAGED.find(([pattern]) => pattern.test(event.name))
    if (managed)
      cookies.push({
        via: event.name,
        defaults: COMPLETE,
        ...asOptions(inner(program, event, managed[1])),
        ...placeOf(event),
      })
    else addSetter(program, event, cookies)
  }
  return withoutRepeats(cookies)
}

function placeOf(event: CallEvent): Pick<AuthCookie, 'force' | 'file' | 'at'> {
  return {
    force: weaker(event.force, event.phase === 'unseen' ? 'maybe' : 'on'),
    file: event.file,
    at: event.call.nameAt,
  }
}

function inner(program: Execution, event: CallEvent, key: string): Value | undefined {
  for (const value of program.evaluator.arguments(siteOf(event))) {
    const found = value.kind === 'record' ? value.get(key) : undefined
    if (found) return found
  }
  return undefined
}

function asOptions(value: Value | undefined): Pick<AuthCookie, 'options' | 'isOpen'> {
  if (!value || (value.kind === 'literal' && (value.value === undefined || value.value === null)))
    return { options: undefined, isOpen: false }
  const record = possibilities(value).find((option): option is RecordValue => option.kind === 'record')
  return { options: record, isOpen: record ? record.open() : true }
}

/** `res.cookie('token', value, options)` and its relatives; Koa's `ctx.cookies.set` has safe defaults of its own. */
function addSetter(program: Execution, event: CallEvent, cookies: AuthCookie[]): void {
  const setter = SETTERS.find(({ pattern }) => pattern.test(event.name)) ?? koaSetter(event)
  if (!setter) return
  const args = program.evaluator.arguments(siteOf(event))
  const first = args[setter.name]
  const name = cookieName(first)
  if (!name || !AUTH_NAME.test(name) || NOT_AUTH_NAME.test(name) || isCleared(args[setter.name + 1])) return
  const options = first?.kind === 'record' ? first : args[setter.options]
  cookies.push({ via: `cookie ${name}`, defaults: setter.defaults, ...asOptions(options), ...placeOf(event) })
}

function koaSetter({ name, file, call }: CallEvent): (typeof SETTERS)[number] | undefined {
  if (name !== '?.set') return undefined
  const written = file.text.slice(call.at, call.nameAt)
  if (!/cookies/i.test(written)) return undefined
  const isKoa = /\b(ctx|context)\b/.test(written)
  return {
    pattern: /./,
    name: 0,
    options: 2,
    defaults: isKoa
      ? { httpOnly: true, secure: true, sameSite: false }
      : { httpOnly: false, secure: false, sameSite: true },
  }
}

function cookieName(value: Value | undefined): string | undefined {
  if (value?.kind === 'literal' && typeof value.value === 'string') return value.value
  if (value?.kind === 'environment')
    return value.fallback?.kind === 'literal' ? String(value.fallback.value) : value.name
  if (value?.kind === 'record') return cookieName(value.get('name'))
  return undefined
}

/** Setting a cookie to nothing is logging out. */
function isCleared(value: Value | undefined): boolean {
  return value?.kind === 'literal' && (value.value === '' || value.value === null)
}

function withoutRepeats(cookies: readonly AuthCookie[]): AuthCookie[] {
  const seen = new Set<string>()
  return cookies.filter(({ file, at }) => !seen.has(`${file.path}:${at}`) && seen.add(`${file.path}:${at}`))
}
