import type { Tokens } from '../facts/tokens.ts'
import { siteOf, type CallEvent } from './execution/call-event.ts'
import type { Execution } from './execution/execution.ts'
import type { HttpView, Middleware } from './http/route.ts'
import { optionsOf } from './http/middleware.ts'
import type { SourceFile } from '../facts/source.ts'
import { isNode } from './program/file-index.ts'
import { anyOf } from './program/names.ts'
import { NO_ARGUMENTS, possibilities, type RecordValue, type Site, type Value } from './program/value.ts'

/** A secret where it is used to sign, seal or verify. */
export interface SigningSecret {
  /** What it protects, for the reader: `session cookies`, `JSON Web Tokens`. */
  use: string
  value: Value
  file: SourceFile
  at: number
  event: CallEvent
}

export const signingTokens: Tokens = {
  packages: [
    'jsonwebtoken',
    'jose',
    'jwt-simple',
    'fast-jwt',
    'njwt',
    'express-jwt',
    'koa-jwt',
    'passport-jwt',
    '@nestjs/jwt',
    '@nestjs/passport',
    '@fastify/jwt',
    'fastify-jwt',
    '@fastify/session',
    '@fastify/secure-session',
    '@fastify/cookie',
    'express-session',
    'cookie-session',
    'cookie-parser',
    'koa-session',
    'koa-generic-session',
    'iron-session',
    'next-auth',
    'better-auth',
    '@auth/core',
    'cookie-signature',
    'keygrip',
    'crypto',
    'hono',
  ],
}

/** Positional secrets: the function and the argument that is the secret. */
const POSITIONAL: readonly [pattern: RegExp, argument: number, use: string][] = [
  [/^jsonwebtoken\.(sign|verify)$/, 1, 'JSON Web Tokens'],
  [/^jwt-simple\.(encode|decode)$/, 1, 'JSON Web Tokens'],
  [/^hono\/jwt\.(sign|verify)$|^hono\/utils\/jwt.*\.(sign|verify)$/, 1, 'JSON Web Tokens'],
  [/^jose\.(SignJWT\(\)(\..+)?\.sign|jwtVerify)$/, 1, 'JSON Web Tokens'],
  [/^cookie-parser$/, 0, 'signed cookies'],
  [/^crypto\.createHmac$/, 1, 'signatures'],
  [/^crypto\.createCipheriv$/, 1, 'encrypted data'],
  [/^cookie-signature\.sign$/, 1, 'signed cookies'],
]

/** Secrets inside an options object: the function and the keys. */
const OPTIONS: readonly [pattern: RegExp, keys: readonly string[], use: string][] = [
  [/^express-session$/, ['secret'], 'session cookies'],
  [/^cookie-session$/, ['keys', 'secret'], 'session cookies'],
  [
    /^(@fastify\/jwt|fastify-jwt|koa-jwt|express-jwt|express-jwt\.expressjwt|hono\/jwt\.jwt)$/,
    ['secret'],
    'JSON Web Tokens',
  ],
  [
    /^@nestjs\/jwt\.(JwtModule\.(register|registerAsync)|JwtService\(\)\.(sign|signAsync|verify|verifyAsync))$/,
    ['secret', 'privateKey'],
    'JSON Web Tokens',
  ],
  [/^passport-jwt\.Strategy$/, ['secretOrKey'], 'JSON Web Tokens'],
  [/^fast-jwt\.create(Signer|Verifier)$/, ['key'], 'JSON Web Tokens'],
  [/^(@fastify\/session|@fastify\/cookie|@fastify\/secure-session)$/, ['secret', 'key'], 'session cookies'],
  [
    /^iron-session\.(getIronSession|unsealData|sealData)$|^iron-session\/.*\.(getIronSession|withIronSession\w*)$/,
    ['password'],
    'session cookies',
  ],
  [
    /^(next-auth|next-auth\/jwt\.(encode|decode|getToken)|next-auth\/next\.default|@auth\/core\.Auth|better-auth\.betterAuth)$/,
    ['secret'],
    'session cookies',
  ],
]

const PLUGIN = /^fastify\(\)\.register$/
/** Strategies of passport, and what extends them. */
const STRATEGY = /\.super$|^super$|^passport-jwt\.Strategy\(\)$|^@nestjs\/passport\.PassportStrategy\(\)\(\)?$/
const TAKES_SECRET = anyOf([...[...POSITIONAL, ...OPTIONS].map(([pattern]) => pattern), PLUGIN, STRATEGY])

/** Every place where loaded code gives a secret to something that signs or seals with it. */
export function signingSecrets(program: Execution, http: HttpView): SigningSecret[] {
  const found: SigningSecret[] = []
  const takers = createTakers()
  for (const event of program.matching(TAKES_SECRET)) {
    if (event.force === 'off') continue
    const { positional, options } = takers(event.name)
    if (positional) addPositional(program, event, positional, found)
    for (const [, keys, use] of options)
      found.push(...fromOptions(program, event, program.evaluator.arguments(siteOf(event)), keys, use))
    if (PLUGIN.test(event.name)) addPlugin(program, event, found)
    if (STRATEGY.test(event.name)) {
      found.push(
        ...fromOptions(program, event, program.evaluator.arguments(siteOf(event)), ['secretOrKey'], 'JSON Web Tokens'),
      )
    }
  }
  for (const app of http.apps) for (const middleware of app.middleware) addLoadedPlugin(program, middleware, found)
  return withoutRepeats([...found, ...koaKeys(program)])
}

interface Taker {
  positional: (typeof POSITIONAL)[number] | undefined
  options: (typeof OPTIONS)[number][]
}

/** What takes a secret, by name; a large program has ten times as many calls as names. */
function createTakers(): (name: string) => Taker {
  const known = new Map<string, Taker>()
  return (name) => {
    let taker = known.get(name)
    if (!taker) {
      const positional = POSITIONAL.find(([pattern]) => pattern.test(name))
      taker = { positional, options: OPTIONS.filter(([pattern]) => pattern.test(name)) }
      known.set(name, taker)
    }
    return taker
  }
}

function addPositional(
  program: Execution,
  event: CallEvent,
  [, index, use]: (typeof POSITIONAL)[number],
  found: SigningSecret[],
): void {
  const value = program.evaluator.arguments(siteOf(event))[event.name.includes('SignJWT') ? 0 : index]
  if (value) found.push({ use, value: unwrapEncoding(program, value), file: event.file, at: event.call.nameAt, event })
}

/** `new TextEncoder().encode(secret)` and `Buffer.from(secret)` are the secret. */
function unwrapEncoding(program: Execution, value: Value): Value {
  if (value.kind !== 'instance' || !value.call || !/(encode|createSecretKey|from)\(\)$/.test(value.name)) return value
  return program.evaluator.argument(value.call, 0) ?? value
}

function fromOptions(
  program: Execution,
  event: CallEvent,
  args: readonly Value[],
  keys: readonly string[],
  use: string,
): SigningSecret[] {
  return args
    .flatMap((value) => records(program, value, event))
    .flatMap((record) =>
      keys.flatMap((key) => {
        const secret = record.get(key)
        if (!secret || (secret.kind === 'literal' && secret.value === undefined)) return []
        const site: Site = record.siteOf(key) ?? { file: event.file, at: event.call.nameAt }
        const values = secret.kind === 'list' ? secret.items() : [secret]
        return values.map((value) => ({ use, value, file: site.file, at: site.at, event }))
      }),
    )
}

/** Options as given, as one of several, or as what a `useFactory` returns. */
function records(program: Execution, value: Value, event: CallEvent): RecordValue[] {
  return possibilities(value).flatMap((option): RecordValue[] => {
    if (option.kind !== 'record') return []
    const factory = option.get('useFactory')
    if (factory?.kind !== 'function') return [option]
    const made = program.evaluator.invoke(factory, NO_ARGUMENTS, `factory ${event.file.path}#${event.callIndex}`)
    return [option, ...possibilities(made).filter((inner): inner is RecordValue => inner.kind === 'record')]
  })
}

function addPlugin(program: Execution, event: CallEvent, found: SigningSecret[]): void {
  const [plugin, options] = program.evaluator.arguments(siteOf(event))
  const entry = plugin?.kind === 'external' ? OPTIONS.find(([pattern]) => pattern.test(plugin.name)) : undefined
  if (entry && options) found.push(...fromOptions(program, event, [options], entry[1], entry[2]))
}

/** Plugins that a loader registers with options from `autoConfig`. */
function addLoadedPlugin(program: Execution, middleware: Middleware, found: SigningSecret[]): void {
  const { value } = middleware
  if (value.kind !== 'instance' || !middleware.options || !value.call) return
  const entry = OPTIONS.find(([pattern]) => pattern.test(value.name.slice(0, -2)))
  const event =
    entry && program.events.find(({ file, callIndex }) => file === value.call!.file && callIndex === value.call!.call)
  const options = optionsOf(program, middleware)
  if (entry && event && options) found.push(...fromOptions(program, event, [options], entry[1], entry[2]))
}

/** Koa: `app.keys = [secret]` */
function koaKeys(program: Execution): SigningSecret[] {
  const [event] = program.matching(/^koa$/)
  if (!event) return []
  return [...program.modules].flatMap((path) => {
    const file = program.evaluator.sources.skim(path)?.relevant ? program.evaluator.sources.parse(path) : undefined
    return (file?.assignments ?? []).flatMap(({ target, value, at }): SigningSecret[] => {
      if (!isNode(target) || target.type !== 'member' || target.property !== 'keys') return []
      const keys = program.evaluator.evaluate(file!, value)
      const values = keys.kind === 'list' ? keys.items() : [keys]
      return values.map((key) => ({ use: 'session cookies', value: key, file: file!, at, event }))
    })
  })
}

function withoutRepeats(secrets: readonly SigningSecret[]): SigningSecret[] {
  const seen = new Set<string>()
  return secrets.filter(({ file, at, value }) => {
    const key = `${file.path}:${at}:${value.kind === 'environment' ? value.name : value.kind}`
    return !seen.has(key) && seen.add(key)
  })
}
