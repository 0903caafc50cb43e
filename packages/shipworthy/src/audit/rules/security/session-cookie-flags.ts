import { authCookies, cookieTokens, type AuthCookie } from '../../derive/http/auth-cookies.ts'
import { codeAt, siteAt } from '../../derive/evidence.ts'
import type { Execution } from '../../derive/execution/execution.ts'
import type { Value } from '../../derive/program/value.ts'
import { unlessWeb } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const SERVER = (cookie: string): Record<string, string> =>
  project('express@5 express-session@1', {
    'server.js': `const app = require('express')()\napp.use(require('express-session')({\n  secret: process.env.SECRET,\n  cookie: ${cookie}\n}))\napp.listen(3000)\n`,
  })

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
