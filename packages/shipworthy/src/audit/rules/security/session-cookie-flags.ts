import { sessionCookies, type SeenCookie } from '../../derive/live/session-cookies.ts'
import { probed } from '../../derive/evidence.ts'
import { pathOf } from '../../facts/live/catch-all.ts'
import type { SetCookie } from '../../facts/live/exchange.ts'
import { asked, httpFacts, running } from '../live-example-kit.ts'
import { authCookies, cookieTokens, type AuthCookie } from '../../derive/http/auth-cookies.ts'
import { codeAt, siteAt } from '../../derive/evidence.ts'
import type { Execution } from '../../derive/execution/execution.ts'
import type { Evidence } from '../../model/outcome.ts'
import type { Value } from '../../derive/program/value.ts'
import { unlessWeb } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const SERVER = (cookie: string): Record<string, string> =>
  project('express@5 express-session@1', {
    'server.js': `const app = require('express')()\napp.use(require('express-session')({\n  secret: process.env.SECRET,\n  cookie: ${cookie}\n}))\napp.listen(3000)\n`,
  })

const SEEN = (flags: Partial<SetCookie>, url = 'https://api.example.com/') => {
  const cookie = { name: 'connect.sid', httpOnly: false, secure: false, ...flags }
  const { attempt, ...root } = asked('/', { cookies: [cookie] }, { role: 'root' })
  const answered = attempt.ok ? { ...attempt, exchange: { ...attempt.exchange, url } } : attempt
  return running({ http: httpFacts([{ ...root, attempt: answered }]) })
}

type Flag = 'httpOnly' | 'secure' | 'sameSite'
const NAMES: Record<Flag, string> = { httpOnly: 'HttpOnly', secure: 'Secure', sameSite: 'SameSite' }

export default defineRule({
  id: 'security/session-cookie-flags',
  catalogue: 'SE09',
  title: 'Session cookie lacks HttpOnly, Secure or SameSite',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'http', 'program'],
  tokens: cookieTokens,
  why: 'Without Secure the cookie travels over plain HTTP, without HttpOnly any injected script can read it, without SameSite other sites can act in the name of the user.',
  remedies: [
    {
      for: 'express',
      effort: 'S',
      text: 'Set all three.',
      code: "cookie: { httpOnly: true, secure: true, sameSite: 'lax' }",
    },
    {
      for: 'any',
      effort: 'S',
      text: 'Set all three wherever a session or token cookie is written.',
      code: "reply.setCookie('token', token, { httpOnly: true, secure: true, sameSite: 'lax' })",
    },
  ],
  references: [
    { title: 'MDN: Set-Cookie', url: 'https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Set-Cookie' },
    { title: 'OWASP ASVS 5.0, V3.3', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' },
  ],
  falsePositives: [
    '`secure: false` of other things (mail transport, development servers).',
    "`secure: 'auto'`, and flags that are off only outside production.",
    'Cookies that carry a language, a theme or a CSRF token.',
  ],
  examples: [
    {
      name: 'the running service sets all three',
      outcome: 'pass',
      live: SEEN({ httpOnly: true, secure: true, sameSite: 'lax' }),
    },
    {
      name: 'the running service sets a session without HttpOnly and Secure',
      outcome: 'fail',
      severity: 'critical',
      says: 'HttpOnly, Secure',
      live: SEEN({ sameSite: 'lax' }),
    },
    {
      name: 'the running service sets it without SameSite',
      outcome: 'fail',
      severity: 'warning',
      live: SEEN({ httpOnly: true, secure: true }),
    },
    {
      name: 'over plain HTTP, Secure is not asked for',
      outcome: 'pass',
      live: SEEN({ httpOnly: true, sameSite: 'lax' }, 'http://127.0.0.1:3000/'),
    },
    {
      name: 'the running service sets a cookie that carries a CSRF token',
      outcome: 'not-applicable',
      live: SEEN({ name: 'XSRF-TOKEN' }),
    },
    { name: 'all three', outcome: 'pass', line: 2, files: SERVER("{ httpOnly: true, secure: true, sameSite: 'lax' }") },
    {
      name: 'secure in production only',
      outcome: 'pass',
      files: SERVER("{ secure: process.env.NODE_ENV === 'production', sameSite: 'strict' }"),
    },
    { name: 'SameSite is missing', outcome: 'fail', says: 'SameSite', files: SERVER('{ secure: true }') },
    { name: 'the defaults of express-session', outcome: 'fail', says: 'Secure', files: SERVER('{}') },
    {
      name: 'a token cookie without flags',
      outcome: 'fail',
      line: 2,
      files: project('express@5', {
        'server.js':
          "const app = require('express')()\napp.post('/login', (req, res) => res.cookie('token', 'x', { httpOnly: true }).send('ok'))\napp.listen(3000)\n",
      }),
    },
    {
      name: 'a language cookie',
      outcome: 'not-applicable',
      files: project('express@5', {
        'server.js':
          "const app = require('express')()\napp.get('/', (req, res) => res.cookie('locale', 'en').send('ok'))\napp.listen(3000)\n",
      }),
    },
    { name: 'options from elsewhere', outcome: 'unknown', files: SERVER("require('company-settings').cookie") },
  ],
  evaluate({ service, http, program }) {
    const inapplicable = unlessWeb(service)
    if (inapplicable) return inapplicable
    const cookies = authCookies(program, http).filter(({ force }) => force !== 'off')
    if (cookies.length === 0) return notApplicable('no cookie proves who a client is')
    const judged = cookies.map((cookie) => ({ cookie, ...judge(program, cookie) }))
    const bad = judged.filter(({ missing }) => missing.length > 0)
    if (bad.length > 0) {
      return fail(
        bad.map(({ cookie, missing, off }) => ({
          message: `${cookie.via} is set without ${missing.map((flag) => NAMES[flag]).join(', ')}${off ? ' in a default production configuration' : ''}`,
          evidence: [codeAt(cookie.file, cookie.at), ...missing.flatMap((flag) => siteOf(cookie, flag))],
        })),
        judged.length - bad.length,
      )
    }
    const good = judged.filter(({ open }) => !open)
    if (good.length === 0)
      return unknown(
        'the options of the session cookie are not known',
        judged.map(({ cookie }) => codeAt(cookie.file, cookie.at)),
      )
    return pass(
      good.map(({ cookie }) => codeAt(cookie.file, cookie.at, cookie.via)),
      good.length,
    )
  },
  live: {
    parts: ['http'],
    evaluate({ http: running }) {
      const cookies = sessionCookies(running!)
      if (cookies.length === 0) return notApplicable('no answer set a cookie that proves who a client is')
      const judged = cookies.map((seen) => ({ seen, missing: missingFlags(seen) }))
      const bad = judged.filter(({ missing }) => missing.length > 0)
      if (bad.length === 0)
        return pass(
          judged.map(({ seen }) => cookieEvidence(seen)),
          judged.length,
        )
      return fail(
        bad.map(({ seen, missing }) => ({
          message: `${seen.cookie.name} is set without ${missing.map((flag) => NAMES[flag]).join(', ')}`,
          evidence: [cookieEvidence(seen)],
          severity: isGrave(seen, missing) && !running!.local ? 'critical' : 'warning',
          key: seen.cookie.name,
        })),
        judged.length - bad.length,
      )
    },
  },
})

function siteOf({ options }: AuthCookie, flag: Flag) {
  const site = options?.siteOf(flag)
  return site ? [siteAt(site)] : []
}

function judge(
  program: Execution,
  { options, isOpen, defaults }: AuthCookie,
): { missing: Flag[]; open: boolean; off: boolean } {
  const missing: Flag[] = []
  let open = false
  let off = false
  for (const flag of ['httpOnly', 'secure', 'sameSite'] as const) {
    const state = flagState(program, options?.get(flag), flag)
    if (state === 'off') {
      missing.push(flag)
      off ||= options?.get(flag)?.kind === 'environment'
    } else if (state === 'open') open = true
    else if (state === undefined && !defaults[flag]) {
      if (isOpen) open = true
      else missing.push(flag)
    }
  }
  return {
    missing: isOpen && options === undefined ? [] : missing,
    open: open || (isOpen && options === undefined),
    off,
  }
}

/** `undefined`: not said, so the default holds. */
function flagState(program: Execution, value: Value | undefined, flag: Flag): 'on' | 'off' | 'open' | undefined {
  if (!value || (value.kind === 'literal' && value.value === undefined)) return undefined
  if (value.kind === 'literal' && value.value === 'auto') return 'on'
  if (flag === 'sameSite' && value.kind === 'literal')
    return value.value === false || value.value === null ? 'off' : 'on'
  const truth = program.evaluator.truth(value)
  return truth === undefined ? 'open' : truth ? 'on' : 'off'
}

/** Over plain HTTP a browser would drop a cookie with Secure, so libraries leave it out there. */
function missingFlags({ cookie, exchange }: SeenCookie): Flag[] {
  return [
    ...(cookie.httpOnly ? [] : (['httpOnly'] as const)),
    ...(cookie.secure || !exchange.url.startsWith('https:') ? [] : (['secure'] as const)),
    ...(cookie.sameSite ? [] : (['sameSite'] as const)),
  ]
}

/** A session that scripts can read or that travels in the clear; Strict-Transport-Security keeps browsers from the latter. */
function isGrave({ isKnown, exchange }: SeenCookie, missing: readonly Flag[]): boolean {
  const isClear = missing.includes('secure') && exchange.headers['strict-transport-security'] === undefined
  return isKnown && (missing.includes('httpOnly') || isClear)
}

function cookieEvidence({ cookie, exchange }: SeenCookie): Evidence {
  const flags = [
    ...(cookie.httpOnly ? ['HttpOnly'] : []),
    ...(cookie.secure ? ['Secure'] : []),
    ...(cookie.sameSite ? [`SameSite=${cookie.sameSite}`] : []),
  ]
  return probed(
    `${exchange.method} ${pathOf(exchange.url)}`,
    `Set-Cookie: ${[`${cookie.name}=…`, ...flags].join('; ')}`,
  )
}
