import { authCookies, cookieTokens } from '../../derive/http/auth-cookies.ts'
import { absence, callAt, codeAt } from '../../derive/evidence.ts'
import type { Views } from '../../derive/views.ts'
import { mountedForce, type MiddlewareKind } from '../../derive/http/middleware.ts'
import type { Evidence } from '../../model/outcome.ts'
import { unlessWeb } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const DEFENCE: MiddlewareKind = {
  made: /^(csurf|csrf-csrf(\.doubleCsrf)?|tiny-csrf|csrf-sync(\.csrfSync)?|lusca(\.csrf)?|@fastify\/csrf-protection|fastify-csrf|koa-csrf|@dr\.pogodin\/csurf|hono\/csrf\.csrf|next-csrf|edge-csrf.*|@edge-csrf\/.*|@tinyhttp\/csrf|express-csrf-double-submit-cookie|xsrf.*|nestjs-csrf.*)(\(\))?(\.\w+(\(\))?)?$/,
  calls:
    /^(csrf|csrf-csrf|csrf-sync|tokens|csurf|edge-csrf|@edge-csrf\/.*|@fastify\/csrf)\b.*(verify|validate|generateToken|doubleCsrf|csrfSync)?/,
  named: /csrf|xsrf/i,
}

const SESSION =
  "const app = require('express')()\napp.use(require('express-session')({ secret: process.env.SECRET }))\n"
const ROUTE = "app.post('/transfer', (req, res) => res.send('done'))\napp.listen(3000)\n"

export default defineRule({
  id: 'security/csrf-missing',
  catalogue: 'SE19',
  title: 'Cookie sessions without a CSRF defence',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'http', 'program', 'packages'],
  tokens: {
    packages: [
      ...(cookieTokens.packages ?? []),
      'csurf',
      'csrf-csrf',
      'tiny-csrf',
      'csrf-sync',
      'lusca',
      'csrf',
      '@fastify/csrf-protection',
      'koa-csrf',
      'edge-csrf',
      '@edge-csrf/*',
    ],
    words: ['csrf', 'CSRF', 'xsrf', 'X-Requested-With', 'x-requested-with'],
  },
  why: 'The browser sends the cookie along with every request, also with one that another site has made it send. Without a token or a check of the origin, that site can act in the name of whoever is logged in.',
  remedies: [
    {
      for: 'express',
      effort: 'M',
      text: 'Check a token on every request that changes something.',
      code: 'const { doubleCsrfProtection } = doubleCsrf({ getSecret: () => process.env.CSRF_SECRET })\napp.use(doubleCsrfProtection)',
    },
    { for: 'fastify', effort: 'M', text: 'Use @fastify/csrf-protection on such routes.' },
    { for: 'hono', effort: 'S', text: 'Use the csrf middleware, which checks the origin.', code: 'app.use(csrf())' },
  ],
  references: [
    {
      title: 'OWASP: cross-site request forgery prevention',
      url: 'https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html',
    },
    { title: 'OWASP ASVS 5.0, V3.5.1', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' },
  ],
  falsePositives: [
    'APIs that take a bearer token: no cookie, no forgery.',
    "A check of Origin or of a header of one's own counts.",
    'Packages that appear only in package.json or in comments do not count.',
  ],
  examples: [
    {
      name: 'a token on every request',
      outcome: 'pass',
      files: project('express@5 express-session@1 csurf@1', {
        'server.js': `${SESSION}app.use(require('csurf')())\n${ROUTE}`,
      }),
    },
    {
      name: 'a header of its own is asked for',
      outcome: 'pass',
      files: project('express@5 express-session@1', {
        'server.js': `${SESSION}app.use((req, res, next) => { if (req.get('x-requested-with') !== 'fetch') return res.sendStatus(403); next() })\n${ROUTE}`,
      }),
    },
    {
      name: 'no defence',
      outcome: 'fail',
      line: 2,
      files: project('express@5 express-session@1', { 'server.js': `${SESSION}${ROUTE}` }),
    },
    {
      name: 'a defence in a comment',
      outcome: 'fail',
      files: project('express@5 express-session@1 csurf@1', {
        'server.js': `${SESSION}// app.use(require('csurf')())\n${ROUTE}`,
      }),
    },
    {
      name: 'bearer tokens',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': `const app = require('express')()\n${ROUTE}` }),
    },
    {
      name: 'middleware that cannot be followed',
      outcome: 'unknown',
      files: project('express@5 express-session@1', {
        'server.js': `${SESSION}const plugins = { get guard() { return globalThis.guard } }\napp.use(plugins.guard)\n${ROUTE}`,
      }),
    },
  ],
  evaluate(views) {
    const { service, http, program } = views
    const inapplicable = unlessWeb(service)
    if (inapplicable) return inapplicable
    const cookies = authCookies(program, http).filter(({ force }) => force !== 'off')
    const [cookie] = cookies
    if (!cookie) return notApplicable('no cookie proves who a client is')
    const managed = cookies.every(({ via }) => /better-auth/.test(via))
    if (managed) return pass(codeAt(cookie.file, cookie.at, 'better-auth checks the origin'))
    const defence = defenceOf(views)
    if (defence) return pass(defence)
    if (http.open)
      return unknown(`no CSRF defence was found, but ${http.openReasons.join(' and ')}`, [
        codeAt(cookie.file, cookie.at),
      ])
    return fail([
      {
        message: `${cookie.via} authenticates requests, and nothing checks a token or their origin`,
        evidence: [
          codeAt(cookie.file, cookie.at),
          absence('no CSRF token, no check of Origin or of a header of its own'),
        ],
      },
    ])
  },
})

function defenceOf({ http, program }: Pick<Views, 'http' | 'program'>): Evidence | undefined {
  const mounted = [
    ...http.apps.flatMap(({ middleware }) => middleware),
    ...http.routes.flatMap(({ middleware }) => middleware),
  ].find((middleware) => {
    const force = mountedForce(program, middleware, DEFENCE)
    return force !== undefined && force !== 'off'
  })
  if (mounted) return codeAt(mounted.file, mounted.at)
  const checked = program
    .matching(/^\?\.(get|header|headers)$|headers\.get$/)
    .find(
      ({ call, force, phase }) =>
        phase !== 'unseen' &&
        force !== 'off' &&
        call.args.some(
          (argument) =>
            typeof argument === 'string' && /^(x-csrf-token|x-xsrf-token|csrf-token|x-requested-with)$/i.test(argument),
        ),
    )
  if (checked) return callAt(checked)
  return headerRead(program)
}

/** `req.headers['x-csrf-token']`, `headers.origin !== …` in a condition of loaded code. */
function headerRead(program: Views['program']): Evidence | undefined {
  for (const path of program.modules) {
    const file = program.evaluator.sources.skim(path)?.relevant ? program.evaluator.sources.parse(path) : undefined
    const match =
      file &&
      /headers(?:\[['"](x-csrf-token|x-xsrf-token|csrf-token|x-requested-with|sec-fetch-site)['"]\]|\.origin\s*[!=]==)/i.exec(
        file.text,
      )
    if (file && match && !isComment(file.text, match.index)) return codeAt(file, match.index)
  }
  return undefined
}

function isComment(text: string, at: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', at) + 1, at)
  return /^\s*(\/\/|\*|\/\*)/.test(line)
}
