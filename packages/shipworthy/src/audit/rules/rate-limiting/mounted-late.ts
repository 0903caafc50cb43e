import { codeAt } from '../../derive/evidence.ts'
import { unlessWeb } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const HEAD = "const { rateLimit } = require('express-rate-limit')\nconst app = require('express')()\n"
const ROUTE = "app.get('/users', (req, res) => res.json([]))\n"

export default defineRule({
  id: 'rate-limiting/mounted-late',
  catalogue: 'RL06',
  title: 'The limiter is mounted after the routes it should guard',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'http', 'rateLimits'],
  why: 'Express and Koa run middleware in the order it is mounted. A route that stands before the limiter answers without ever being counted.',
  remedies: [
    {
      for: 'express',
      effort: 'S',
      text: 'Move the limiter above the routes.',
      code: 'app.use(limiter)\napp.use(routes)',
    },
  ],
  references: [{ title: 'Express: using middleware', url: 'https://expressjs.com/en/guide/using-middleware.html' }],
  falsePositives: [
    'Routes that have a limiter of their own.',
    'Health, metrics and static routes that are kept out of the limit on purpose.',
  ],
  examples: [
    {
      name: 'before the routes',
      outcome: 'pass',
      line: 3,
      files: project('express@5 express-rate-limit@7', {
        'server.js': `${HEAD}app.use(rateLimit({ limit: 100 }))\n${ROUTE}app.listen(3000)\n`,
      }),
    },
    {
      name: 'health before, the rest after',
      outcome: 'pass',
      files: project('express@5 express-rate-limit@7', {
        'server.js': `${HEAD}app.get('/health', (req, res) => res.send('ok'))\napp.use(rateLimit({ limit: 100 }))\n${ROUTE}app.listen(3000)\n`,
      }),
    },
    {
      name: 'after the routes',
      outcome: 'fail',
      line: 4,
      files: project('express@5 express-rate-limit@7', {
        'server.js': `${HEAD}${ROUTE}app.use(rateLimit({ limit: 100 }))\napp.listen(3000)\n`,
      }),
    },
    {
      name: 'no global limiter',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': `const app = require('express')()\n${ROUTE}app.listen(3000)\n` }),
    },
    {
      name: 'only under a condition',
      outcome: 'unknown',
      files: project('express@5 express-rate-limit@7', {
        'server.js': `${HEAD}${ROUTE}if (require('company-settings').limits) app.use(rateLimit({ limit: 100 }))\napp.listen(3000)\n`,
      }),
    },
  ],
  evaluate({ service, http, rateLimits }) {
    const inapplicable = unlessWeb(service)
    if (inapplicable) return inapplicable
    const ordered = http.apps.filter(
      ({ framework }) => framework === 'express' || framework === 'koa' || framework === 'hono',
    )
    const limits = rateLimits.global.filter(
      ({ middleware, force }) => force !== 'off' && ordered.some((app) => app.middleware.includes(middleware)),
    )
    if (limits.length === 0)
      return notApplicable('no limiter is mounted on the whole application, or its framework does not go by order')
    const first = limits.reduce((a, b) => (a.middleware.order < b.middleware.order ? a : b))
    const routes = http.routes.filter(
      (route) => ordered.some(({ id }) => id === route.app) && route.force !== 'off' && !isExempt(route.path),
    )
    const bare = routes.filter((route) => rateLimits.forRoute(route).every(({ force }) => force === 'off'))
    const at = codeAt(first.middleware.file, first.middleware.at)
    if (routes.length === 0 || bare.length === 0) return pass(at, Math.max(1, routes.length))
    if (first.force === 'maybe')
      return unknown('the limiter is mounted under a condition that is only known at run time', [at])
    return fail(
      [
        {
          message: `${bare.length} of ${routes.length} routes are mounted before the limiter`,
          evidence: [
            at,
            ...bare.slice(0, 3).map((route) => codeAt(route.file, route.at, `${route.method} ${route.path}`)),
          ],
        },
      ],
      routes.length - bare.length,
    )
  },
})

function isExempt(path: string): boolean {
  return /health|ready|live|ping|status|metrics|favicon|robots|static|assets|docs|webhook/i.test(path)
}
