import { limitEvidence } from '../../derive/live/limit-answers.ts'
import { loginOutcome } from '../../derive/live/login-outcome.ts'
import { askedOften, limitTrial, refused } from '../live-example-limits.ts'
import type { CallEvent } from '../../derive/execution/call-event.ts'
import { codeAt } from '../../derive/evidence.ts'
import type { Execution } from '../../derive/execution/execution.ts'
import { handlerCalls } from '../../derive/http/handler-functions.ts'
import type { Route } from '../../derive/http/route.ts'
import { unlessWeb } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { exchange } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

/** Where credentials or one-time codes are tried, as path segments. */
const AUTH =
  /(^|[/._:-])(log-?in|sign-?in|signin|authenticate|session|otp|2fa|mfa|totp|verify-?(otp|code|2fa|login)|magic-?link|passwordless|forgot-?password|reset-?password|password-?reset|password\/(forgot|reset|change)|passwords?\/(forgot|reset)|forgot|(forgot|reset)\/password|\[\.\.\.nextauth\]|auth\/(local|email|password|register|credentials|callback\/credentials)|signup|sign-?up|register|send-?password-?reset)(\/?$|[/?.-])/i
/** Words that name many things: such a route counts when its handler deals with credentials. */
const PERHAPS_AUTH = /(^|[/._:-])(sessions|tokens?|authorize|auth|oauth|users?|accounts?|reset|verify)\/?$/i
const CREDENTIALS =
  /^(bcrypt(js)?|argon2|@node-rs\/(bcrypt|argon2))\b.*(compare|verify)|^jsonwebtoken\.sign$|^@nestjs\/jwt\..*\.sign(Async)?$|\.signInWithPassword$/
const NOT_AUTH =
  /(logout|log-?out|sign-?out|refresh|checkout|csrf|device-?tokens?|push-?tokens?|api-?tokens?|access-?tokens?|revoke|\/docs|settings|admin\/|infra-token|invite-token)/i

const LIMIT = "const { rateLimit } = require('express-rate-limit')\n"
const APP = "const app = require('express')()\n"

export default defineRule({
  id: 'rate-limiting/auth-unlimited',
  catalogue: 'RL02',
  title: 'Login routes are not rate limited',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'http', 'rateLimits', 'program'],
  why: 'Passwords and one-time codes are guessed by trying. Without a limit, a list of leaked passwords is tried against every account in an afternoon.',
  remedies: [
    {
      for: 'express',
      effort: 'S',
      text: 'Give login, reset and code routes a strict limit of their own.',
      code: "app.use('/auth', rateLimit({ windowMs: 15 * 60_000, limit: 10, skipSuccessfulRequests: true }))",
    },
    {
      for: 'fastify',
      effort: 'S',
      text: 'Set the limit on the route.',
      code: "app.post('/login', { config: { rateLimit: { max: 10, timeWindow: '15 minutes' } } }, login)",
    },
    {
      for: 'nest',
      effort: 'S',
      text: 'Use ThrottlerGuard with a limit of its own.',
      code: '@Throttle({ default: { limit: 10, ttl: 900_000 } })',
    },
  ],
  references: [
    {
      title: 'OWASP API Security Top 10 2023: API2',
      url: 'https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/',
    },
    {
      title: 'OWASP: blocking brute force attacks',
      url: 'https://owasp.org/www-community/controls/Blocking_Brute_Force_Attacks',
    },
  ],
  falsePositives: [
    'A limiter on the whole application or the router covers them too.',
    'Logout and refresh routes, where nothing is guessed.',
    'Account lockout, CAPTCHA and limits of a gateway are not visible here: hence a warning.',
  ],
  examples: [
    {
      name: 'wrong passwords are refused after ten',
      outcome: 'pass',
      live: askedOften([limitTrial({ what: 'login', refusal: refused(10) }, 401)]),
    },
    {
      name: 'thirty wrong passwords, and the next is as welcome',
      outcome: 'fail',
      severity: 'critical',
      says: '30 wrong passwords',
      live: askedOften([limitTrial({ what: 'login', sent: 30 }, 401)]),
    },
    {
      name: 'thirty wrong passwords on this machine, where a gateway may stand in front',
      outcome: 'fail',
      severity: 'warning',
      live: askedOften([limitTrial({ what: 'login', sent: 30 }, 401)], { local: true }),
    },
    {
      name: 'the account is locked',
      outcome: 'pass',
      live: askedOften([limitTrial({ what: 'login', sent: 30, last: exchange({ status: 423 }) }, 401)]),
    },
    {
      name: 'the route wants something else than was sent',
      outcome: 'unknown',
      live: askedOften([limitTrial({ what: 'login', sent: 30 }, 422)]),
    },
    {
      name: 'the route refuses before it compares',
      outcome: 'unknown',
      says: 'token',
      live: askedOften([
        limitTrial({ what: 'login', sent: 30, last: exchange({ status: 403, body: 'invalid csrf token' }) }, 403),
      ]),
    },
    {
      name: 'a limit of its own',
      outcome: 'pass',
      files: project('express@5 express-rate-limit@7', {
        'server.js': `${LIMIT}${APP}app.post('/login', rateLimit({ limit: 5 }), (req, res) => res.send('ok'))\napp.listen(3000)\n`,
      }),
    },
    {
      name: 'covered by the router',
      outcome: 'pass',
      files: project('express@5 express-rate-limit@7', {
        'server.js': `${LIMIT}${APP}app.use('/auth', rateLimit({ limit: 5 }))\napp.post('/auth/login', (req, res) => res.send('ok'))\napp.listen(3000)\n`,
      }),
    },
    {
      name: 'no limit',
      outcome: 'fail',
      line: 2,
      files: project('express@5', {
        'server.js': `${APP}app.post('/login', (req, res) => res.send('ok'))\napp.listen(3000)\n`,
      }),
    },
    {
      name: 'the limiter comes after the route',
      outcome: 'fail',
      files: project('express@5 express-rate-limit@7', {
        'server.js': `${LIMIT}${APP}app.post('/login', (req, res) => res.send('ok'))\napp.use(rateLimit({ limit: 5 }))\napp.listen(3000)\n`,
      }),
    },
    {
      name: 'no login',
      outcome: 'not-applicable',
      files: project('express@5', {
        'server.js': `${APP}app.get('/users', (req, res) => res.json([]))\napp.listen(3000)\n`,
      }),
    },
    {
      name: 'routes that cannot be followed',
      outcome: 'unknown',
      files: project('express@5', {
        'server.js': `${APP}const routes = { get all() { return globalThis.all } }\napp.use(routes.all)\napp.listen(3000)\n`,
      }),
    },
  ],
  evaluate({ service, http, rateLimits, program }) {
    const inapplicable = unlessWeb(service)
    if (inapplicable) return inapplicable
    const routes = http.routes.filter((route) => isAuth(program, route))
    if (routes.length === 0) {
      if (http.open) return unknown(`no login route was found, but ${http.openReasons.join(' and ')}`)
      return http.routes.length === 0
        ? unknown('no routes were found')
        : notApplicable('no login, reset or code route among its routes')
    }
    const judged = routes.map((route) => ({
      route,
      limit: rateLimits.forRoute(route).find(({ force }) => force !== 'off'),
    }))
    const limited = judged.filter(({ limit }) => limit)
    const bare = judged.filter(({ limit }) => !limit)
    if (bare.length === 0)
      return pass(
        limited.map(({ route, limit }) => ({
          ...codeAt(limit!.middleware.file, limit!.middleware.at),
          note: `${route.method} ${route.path}`,
        })),
        limited.length,
      )
    return fail(
      bare.map(({ route }) => {
        const off = rateLimits.forRoute(route)[0]
        const why = off ? 'its limiter is disabled by default' : 'nothing limits how often it may be tried'
        return { message: `${route.method} ${route.path}: ${why}`, evidence: [codeAt(route.file, route.at)] }
      }),
      limited.length,
    )
  },
  live: {
    parts: ['limits'],
    evaluate({ limits: running }) {
      const trials = running!.trials.filter(({ what }) => what === 'login')
      if (trials.length === 0) return notApplicable('no wrong passwords were tried')
      const judged = trials.map((trial) => ({ trial, ...loginOutcome(trial) }))
      const limited = judged.filter(({ outcome }) => outcome === 'limited')
      const bare = judged.filter(({ outcome }) => outcome === 'unlimited')
      const evidence = judged.map(({ trial, why }) => limitEvidence(trial, why))
      if (bare.length > 0)
        return fail(
          bare.map(({ trial }) => ({
            message: `${trial.method} ${trial.path}: ${trial.sent} wrong passwords were answered, and the last like the first`,
            evidence: [limitEvidence(trial)],
            severity: running!.local ? 'warning' : 'critical',
            key: `${trial.method} ${trial.path}`,
          })),
          limited.length,
        )
      if (limited.length === judged.length) return pass(evidence, limited.length)
      return unknown(judged.find(({ outcome }) => outcome === 'unknown')!.why, evidence)
    },
  },
})

function isAuth(program: Execution, { method, path, force, handler, middleware }: Route): boolean {
  if (force === 'off' || !/^(POST|PUT|PATCH|ALL)$/.test(method) || NOT_AUTH.test(path)) return false
  if (AUTH.test(path)) return true
  if (!PERHAPS_AUTH.test(path) || method !== 'POST') return false
  const own = [handler, ...middleware.filter(({ level }) => level === 'route').map(({ value }) => value)]
  return own.some((value) => handlerCalls(program, value).some(checksCredentials))
}

/** `passport.authenticate('local')` compares a password; `'jwt'` and `'bearer'` only read a token. */
function checksCredentials({ name, call }: CallEvent): boolean {
  return CREDENTIALS.test(name) || (name === 'passport.authenticate' && call.args[0] === 'local')
}
