import { codeAt } from '../../derive/evidence.ts'
import { siteOf, type CallEvent } from '../../derive/execution/call-event.ts'
import type { Execution } from '../../derive/execution/execution.ts'
import type { HttpView } from '../../derive/http/route.ts'
import { optionsRecord } from '../../derive/http/middleware.ts'
import { NO_ARGUMENTS, possibilities, type RecordValue, type Value } from '../../derive/program/value.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

type State = 'expires' | 'forever' | 'open'

const SERVER = (sign: string): Record<string, string> =>
  project('express@5 jsonwebtoken@9', {
    'server.js': `const app = require('express')()\nconst jwt = require('jsonwebtoken')\napp.post('/login', (req, res) => res.json({ token: ${sign} }))\napp.listen(3000)\n`,
  })

export default defineRule({
  id: 'security/jwt-no-expiry',
  catalogue: 'SE08',
  title: 'Tokens are issued without an expiry',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'program', 'http'],
  tokens: {
    packages: [
      'jsonwebtoken',
      'jose',
      'jwt-simple',
      'fast-jwt',
      'njwt',
      '@nestjs/jwt',
      '@fastify/jwt',
      'fastify-jwt',
      'hono',
      'next-auth',
      '@auth/core',
      '@tsndr/cloudflare-worker-jwt',
    ],
  },
  why: 'A token that never expires is a password that nobody can change: once it leaks from a log, a proxy or a laptop, it opens the account for good.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Give access tokens minutes and renew them with a refresh token.',
      code: "jwt.sign({ sub: user.id }, secret, { expiresIn: '15m' })",
    },
    {
      for: 'nest',
      effort: 'S',
      text: 'Set it for the module.',
      code: "JwtModule.register({ secret, signOptions: { expiresIn: '15m' } })",
    },
  ],
  references: [
    { title: 'RFC 8725: JWT best current practices', url: 'https://www.rfc-editor.org/rfc/rfc8725' },
    { title: 'OWASP ASVS 5.0, V9.2.1', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' },
  ],
  falsePositives: [
    'An `exp` claim in the payload.',
    'Defaults of the module or plugin.',
    'next-auth, whose tokens last 30 days.',
  ],
  examples: [
    {
      name: 'expiresIn',
      outcome: 'pass',
      line: 3,
      files: SERVER("jwt.sign({ sub: 1 }, process.env.SECRET, { expiresIn: '15m' })"),
    },
    {
      name: 'an exp claim',
      outcome: 'pass',
      files: SERVER('jwt.sign({ sub: 1, exp: Math.floor(Date.now() / 1000) + 900 }, process.env.SECRET)'),
    },
    {
      name: 'through a helper',
      outcome: 'pass',
      files: project('express@5 jsonwebtoken@9', {
        'server.js':
          "const app = require('express')()\nconst jwt = require('jsonwebtoken')\nconst issue = (payload, options = { expiresIn: '1h' }) => jwt.sign(payload, process.env.SECRET, options)\napp.post('/login', (req, res) => res.json({ token: issue({ sub: 1 }) }))\napp.listen(3000)\n",
      }),
    },
    { name: 'neither', outcome: 'fail', line: 3, files: SERVER('jwt.sign({ sub: 1 }, process.env.SECRET)') },
    {
      name: 'no tokens',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
    {
      name: 'options from elsewhere',
      outcome: 'unknown',
      files: SERVER("jwt.sign({ sub: 1 }, process.env.SECRET, require('company-settings').jwt)"),
    },
  ],
  evaluate({ service, program, http }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const signed = program.events
      .filter(({ force }) => force !== 'off')
      .flatMap((event) => {
        const state = stateOf(program, http, event)
        return state ? [{ event, state }] : []
      })
    if (signed.length === 0) return notApplicable('it issues no JSON Web Tokens')
    const forever = signed.filter(({ state }) => state === 'forever')
    const good = signed.filter(({ state }) => state === 'expires')
    const seen = forever.filter(({ event }) => event.phase !== 'unseen')
    if (seen.length > 0 || (forever.length > 0 && good.length === 0)) {
      return fail(
        (seen.length > 0 ? seen : forever).map(({ event }) => ({
          message: 'a token is signed without exp and without expiresIn',
          evidence: [codeAt(event.file, event.call.nameAt)],
        })),
        good.length,
      )
    }
    if (good.length > 0)
      return pass(
        good.map(({ event }) => codeAt(event.file, event.call.nameAt)),
        good.length,
      )
    return unknown(
      'whether the tokens expire could not be followed',
      signed.map(({ event }) => codeAt(event.file, event.call.nameAt)),
    )
  },
})

function stateOf(program: Execution, http: HttpView, event: CallEvent): State | undefined {
  const { name } = event
  const args = (): readonly Value[] => program.evaluator.arguments(siteOf(event))
  if (name === 'jsonwebtoken.sign')
    return either(
      payloadState(args()[0]),
      optionState(
        args()
          .slice(2)
          .find((value) => value.kind !== 'function'),
        ['expiresIn'],
      ),
    )
  if (name === 'jwt-simple.encode' || /^hono\/jwt\.sign$|^hono\/utils\/jwt.*\.sign$|^@tsndr\/.*\.sign$/.test(name))
    return payloadState(args()[0])
  if (/^jose\.SignJWT\(\)(\..+)?\.sign$/.test(name))
    return name.includes('.setExpirationTime()') ? 'expires' : payloadOfBuilder(program, event)
  if (/^fast-jwt\.createSigner$/.test(name)) return optionState(args()[0], ['expiresIn'])
  if (/^@nestjs\/jwt\.JwtService\(\)\.(sign|signAsync)$/.test(name))
    return either(payloadState(args()[0]), either(optionState(args()[1], ['expiresIn']), moduleState(program)))
  if (
    /(\?|fastify\(\)\.jwt|fastify\(\))\.(jwtSign|sign)$/.test(name) &&
    (name.endsWith('jwtSign') || name.startsWith('fastify()'))
  )
    return either(
      payloadState(args()[0]),
      either(optionState(args()[1], ['expiresIn', 'sign']), pluginState(program, http)),
    )
  if (/^(next-auth|next-auth\/next\.default|@auth\/core\.Auth)$/.test(name)) return 'expires'
  return undefined
}

function either(a: State, b: State): State {
  if (a === 'expires' || b === 'expires') return 'expires'
  return a === 'open' || b === 'open' ? 'open' : 'forever'
}

function payloadState(value: Value | undefined): State {
  if (!value) return 'open'
  const states = possibilities(value).map((option): State => {
    if (option.kind === 'record') return option.get('exp') ? 'expires' : option.open() ? 'open' : 'forever'
    return option.kind === 'literal' || option.kind === 'text' ? 'forever' : 'open'
  })
  return states.every((state) => state === states[0]) ? states[0]! : states.includes('forever') ? 'forever' : 'open'
}

/** Options that are left out, or given without the key, set no expiry; payloads that are not known may. */
function optionState(value: Value | undefined, keys: readonly string[]): State {
  if (!value || (value.kind === 'literal' && value.value === undefined)) return 'forever'
  const records = possibilities(value).filter((option): option is RecordValue => option.kind === 'record')
  if (records.length === 0) return 'open'
  if (records.some((record) => keys.some((key) => hasExpiry(record.get(key))))) return 'expires'
  return records.some((record) => record.open()) ? 'open' : 'forever'
}

function hasExpiry(value: Value | undefined): boolean {
  if (!value || (value.kind === 'literal' && (value.value === undefined || value.value === null))) return false
  return value.kind === 'record' ? hasExpiry(value.get('expiresIn')) : true
}

function payloadOfBuilder(program: Execution, event: CallEvent): State {
  for (
    let current = event.callee.kind === 'external' ? event.callee.receiver : undefined;
    current?.kind === 'instance';
    current = current.parent
  ) {
    if (current.name === 'jose.SignJWT()' && current.call)
      return payloadState(program.evaluator.argument(current.call, 0))
  }
  return 'open'
}

function moduleState(program: Execution): State {
  const registered = program.matching(/^@nestjs\/jwt\.JwtModule\.(register|registerAsync)$/)
  const states = registered.map((event): State => {
    const options = program.evaluator.argument(siteOf(event), 0)
    if (options?.kind !== 'record') return 'open'
    const factory = options.get('useFactory')
    const made =
      factory?.kind === 'function'
        ? program.evaluator.invoke(factory, NO_ARGUMENTS, `jwt ${event.file.path}#${event.callIndex}`)
        : options
    const sign = made.kind === 'record' ? made.get('signOptions') : undefined
    return made.kind === 'record' ? optionState(sign, ['expiresIn']) : 'open'
  })
  return states.length === 0
    ? 'open'
    : states.includes('expires')
      ? 'expires'
      : states.includes('open')
        ? 'open'
        : 'forever'
}

function pluginState(program: Execution, http: HttpView): State {
  const plugin = http.apps
    .flatMap(({ middleware }) => middleware)
    .find(({ value }) => value.kind === 'instance' && /^(@fastify\/jwt|fastify-jwt)\(\)$/.test(value.name))
  const options = plugin && optionsRecord(program, plugin)
  return options ? optionState(options.get('sign'), ['expiresIn']) : 'open'
}
