import { limitEvidence } from '../../derive/live/limit-answers.ts'
import { askedOften, limitTrial, refused } from '../live-example-limits.ts'
import { absence, callAt, codeAt } from '../../derive/evidence.ts'
import { edgeLimits } from '../../derive/edge/edge-limits.ts'
import { unlessWeb } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type Verdict } from '../rule.ts'
import type { Views } from '../../derive/views.ts'

const LIMIT = "const { rateLimit } = require('express-rate-limit')\n"
const APP = "const app = require('express')()\n"
const nginx = (server: string, location: string): string =>
  `http {\n  limit_req_zone $binary_remote_addr zone=all:10m rate=10r/s;\n  server { ${server}\n    location / { proxy_pass http://localhost:3000; }\n    location /api { ${location} proxy_pass http://localhost:3000; }\n  }\n}\n`
const ROUTES = "app.get('/users', (req, res) => res.json([]))\napp.listen(3000)\n"

export default defineRule({
  id: 'rate-limiting/none',
  catalogue: 'RL01',
  title: 'No rate limit on the HTTP surface',
  severity: 'info',
  confidence: 'structural',
  needs: ['service', 'http', 'rateLimits', 'packages', 'edge', 'containers'],
  why: 'One client with a loop can use up the connections, the CPU or the bill of everybody else. A limit per client turns that into a 429 for one.',
  remedies: [
    {
      for: 'express',
      effort: 'S',
      text: 'Mount a limiter before the routes.',
      code: 'app.use(rateLimit({ windowMs: 60_000, limit: 100 }))',
    },
    {
      for: 'fastify',
      effort: 'S',
      text: 'Register @fastify/rate-limit.',
      code: "await app.register(rateLimit, { max: 100, timeWindow: '1 minute' })",
    },
    {
      for: 'nest',
      effort: 'S',
      text: 'Make ThrottlerGuard a global guard.',
      code: '{ provide: APP_GUARD, useClass: ThrottlerGuard }',
    },
    { for: 'any', effort: 'M', text: 'Or limit in the proxy or gateway in front of the service.' },
  ],
  references: [
    {
      title: 'OWASP API Security Top 10 2023: API4',
      url: 'https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/',
    },
    { title: 'express-rate-limit', url: 'https://express-rate-limit.mintlify.app/' },
  ],
  falsePositives: [
    'Limits of a CDN or gateway are not in the repository: hence a warning.',
    'nginx in front with limit_req on every location that leads to the service, or an Ingress with a limit, counts.',
    'A limiter that is made and never mounted, or behind a switch that is off, does not count and is named.',
  ],
  examples: [
    {
      name: 'a limit that only the running service shows',
      outcome: 'pass',
      files: project('express@5', { 'server.js': `${APP}${ROUTES}` }),
      live: askedOften([limitTrial({ refusal: refused(100) })]),
    },
    {
      name: 'three hundred quick requests are answered',
      outcome: 'unknown',
      live: askedOften([limitTrial({})]),
    },
    {
      name: 'the protection of @shipworthy/kit with a limiter',
      outcome: 'pass',
      files: project('fastify@5 @shipworthy/kit@0', {
        'server.mjs':
          "import Fastify from 'fastify'\nimport { createHttpProtection } from '@shipworthy/kit/http'\nimport { createRateLimit } from '@shipworthy/kit/limits'\nimport { createLifecycle, runService } from '@shipworthy/kit/lifecycle'\nconst rateLimit = createRateLimit({ policies: [{ name: 'address', limit: 100 }] })\nconst protection = createHttpProtection({ rateLimit })\nconst app = Fastify()\nawait app.register(protection.fastify)\napp.get('/users', async () => [])\nconst lifecycle = createLifecycle({}).server(app.server, { port: 3000 })\nawait runService(lifecycle)\n",
      }),
    },
    {
      name: 'the protection of @shipworthy/kit without one',
      outcome: 'fail',
      files: project('fastify@5 @shipworthy/kit@0', {
        'server.mjs':
          "import Fastify from 'fastify'\nimport { createHttpProtection } from '@shipworthy/kit/http'\nimport { createRateLimit } from '@shipworthy/kit/limits'\nimport { createLifecycle, runService } from '@shipworthy/kit/lifecycle'\nconst rateLimit = createRateLimit({ policies: [{ name: 'address', limit: 100 }] })\nconst protection = createHttpProtection({})\nconst app = Fastify()\nawait app.register(protection.fastify)\napp.get('/users', async () => [])\nconst lifecycle = createLifecycle({}).server(app.server, { port: 3000 })\nawait runService(lifecycle)\n",
      }),
    },
    {
      name: 'a limiter on everything',
      outcome: 'pass',
      line: 3,
      files: project('express@5 express-rate-limit@7', {
        'server.js': `${LIMIT}${APP}app.use(rateLimit({ limit: 100 }))\n${ROUTES}`,
      }),
    },
    {
      name: 'only one path is limited',
      outcome: 'fail',
      says: '/login',
      files: project('express@5 express-rate-limit@7', {
        'server.js': `${LIMIT}${APP}app.use('/login', rateLimit({ limit: 5 }))\n${ROUTES}`,
      }),
    },
    {
      name: 'nginx limits every way to the service',
      outcome: 'pass',
      line: 3,
      files: project('express@5', {
        'server.js': `${APP}${ROUTES}`,
        'nginx.conf': nginx('limit_req zone=all burst=20;', ''),
      }),
    },
    {
      name: 'nginx limits one of two ways',
      outcome: 'fail',
      files: project('express@5', {
        'server.js': `${APP}${ROUTES}`,
        'nginx.conf': nginx('', 'limit_req zone=all;'),
      }),
    },
    {
      name: 'the Ingress limits',
      outcome: 'pass',
      files: project('express@5', {
        'server.js': `${APP}${ROUTES}`,
        'k8s/api.yaml':
          'apiVersion: apps/v1\nkind: Deployment\nspec: {}\n---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  annotations:\n    nginx.ingress.kubernetes.io/limit-rps: "20"\n',
      }),
    },
    { name: 'none', outcome: 'fail', files: project('express@5', { 'server.js': `${APP}${ROUTES}` }) },
    {
      name: 'off unless somebody switches it on',
      outcome: 'fail',
      says: 'disabled',
      files: project('express@5 express-rate-limit@7', {
        'server.js': `${LIMIT}${APP}if (process.env.ENABLE_RATE_LIMIT) app.use(rateLimit({ limit: 100 }))\n${ROUTES}`,
      }),
    },
    {
      name: 'made and never mounted',
      outcome: 'fail',
      says: 'never mounted',
      files: project('express@5 express-rate-limit@7', {
        'server.js': `${LIMIT}${APP}const limiter = rateLimit({ limit: 100 })\n${ROUTES}`,
      }),
    },
    {
      name: 'a worker',
      outcome: 'not-applicable',
      files: project('bullmq@5', {
        'worker.js': "const { Worker } = require('bullmq')\nnew Worker('mail', async () => {})\n",
      }),
    },
    {
      name: 'a guard of Nest that an interceptor of the project calls',
      outcome: 'pass',
      files: project('@nestjs/core@11 @nestjs/common@11 @nestjs/throttler@6', {
        'main.ts':
          "import { NestFactory, APP_INTERCEPTOR } from '@nestjs/core'\nimport { Module, Controller, Get, Post } from '@nestjs/common'\nimport { ThrottlerGuard } from '@nestjs/throttler'\nclass Limits extends ThrottlerGuard {\n  async intercept(context, next) { await this.canActivate(context); return next.handle() }\n  canActivate(context) { return super.canActivate(context) }\n}\n@Controller('users')\nclass Users {\n  @Get() all() { return [] }\n  @Post() add() { return {} }\n}\n@Module({ controllers: [Users], providers: [{ provide: APP_INTERCEPTOR, useClass: Limits }] })\nclass AppModule {}\nNestFactory.create(AppModule).then((app) => app.listen(3000))\n",
      }),
    },
    {
      name: 'mounted from somewhere that cannot be followed',
      outcome: 'unknown',
      files: project('express@5', {
        'server.js': `${APP}const plugins = { get first() { return globalThis.first } }\napp.use(plugins.first)\n${ROUTES}`,
      }),
    },
  ],
  evaluate({ service, http, rateLimits, packages, edge, containers }) {
    const inapplicable = unlessWeb(service)
    if (inapplicable) return inapplicable
    if (http.apps.length === 0) return unknown('the HTTP application is not part of the project')
    if (http.apps.every(({ framework }) => framework === 'node') && http.routes.length <= 3)
      return notApplicable('it answers little more than probes')
    const inForce = rateLimits.global.filter(({ force }) => force !== 'off')
    if (inForce.length > 0)
      return pass(
        inForce.map(({ middleware }) => codeAt(middleware.file, middleware.at)),
        inForce.length,
      )
    const covered = http.routes.filter((route) => rateLimits.forRoute(route).some(({ force }) => force !== 'off'))
    if (covered.length > 0 && covered.length >= http.routes.length * 0.9)
      return pass(codeAt(covered[0]!.file, covered[0]!.at, `${covered.length} of ${http.routes.length} routes`))
    const atEdge = edgeLimits(edge, containers)
    if (atEdge) return pass(atEdge, edge.toService.length || atEdge.length)
    return whyNone({ http, rateLimits, packages }, covered)
  },
  live: {
    parts: ['limits'],
    evaluate({ limits: running }) {
      const trials = running!.trials
      const limited = trials.filter(({ refusal }) => refusal)
      if (limited.length > 0)
        return pass(
          limited.map((trial) => limitEvidence(trial)),
          limited.length,
        )
      const burst = trials.find(({ what }) => what === 'burst')
      if (!burst) return notApplicable('it was not asked often')
      return unknown(`${burst.sent} quick requests were answered; a limit may be higher`, [limitEvidence(burst)])
    },
  },
})

type Inputs = Pick<Views, 'http' | 'rateLimits' | 'packages'>

function whyNone({ http, rateLimits, packages }: Inputs, covered: Inputs['http']['routes']): Verdict {
  const off = rateLimits.all.find(({ force }) => force === 'off') ?? rateLimits.global[0]
  const disabledCall = rateLimits.made.find(({ force }) => force === 'off')
  if (covered.length > 0) {
    const paths = [...new Set(covered.map(({ path }) => path))].slice(0, 3).join(', ')
    const limited = rateLimits.forRoute(covered[0]!)[0]!.middleware
    return fail([
      {
        message: `only ${paths}${covered.length > 3 ? ' …' : ''} ${covered.length === 1 ? 'is' : 'are'} limited; the other ${http.routes.length - covered.length} routes are not`,
        evidence: [codeAt(limited.file, limited.at)],
      },
    ])
  }
  if (off)
    return fail([
      {
        message: 'a rate limiter is present but disabled in a default production configuration',
        evidence: [codeAt(off.middleware.file, off.middleware.at)],
      },
    ])
  if (disabledCall)
    return fail([
      {
        message: 'a rate limiter is present but disabled in a default production configuration',
        evidence: [callAt(disabledCall)],
      },
    ])
  const path = rateLimits.all.find(({ middleware }) => middleware.path)
  if (path)
    return fail([
      {
        message: `only ${path.middleware.path} is limited`,
        evidence: [codeAt(path.middleware.file, path.middleware.at)],
      },
    ])
  const running = rateLimits.made.find(({ phase }) => phase === 'callback')
  if (running)
    return unknown('a rate limiter runs, and which requests it sees could not be followed', [callAt(running)])
  const [made] = rateLimits.made
  if (made) return fail([{ message: 'a rate limiter is made but never mounted', evidence: [callAt(made)] }])
  if (http.open) return unknown(`no rate limiter was found, but ${http.openReasons.join(' and ')}`)
  const app = http.apps[0]!
  return fail([
    {
      message: 'nothing limits how often a client may call',
      evidence: [
        absence(`${http.routes.length} routes, ${packages.manifests.length} package.json`, codeAt(app.file, app.at)),
      ],
    },
  ])
}
