import { limitEvidence, saidLimit } from '../../derive/live/limit-answers.ts'
import { askedOften, limitTrial, refused } from '../live-example-limits.ts'
import { codeAt } from '../../derive/evidence.ts'
import type { Execution } from '../../derive/execution/execution.ts'
import { durationMs } from '../../derive/http/duration.ts'
import { effectiveText } from '../../derive/http/listen-address.ts'
import { optionsOf } from '../../derive/http/middleware.ts'
import type { Limit } from '../../derive/http/rate-limits-view.ts'
import type { Value } from '../../derive/program/value.ts'
import { unlessWeb } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

const HEAD = "const { rateLimit } = require('express-rate-limit')\nconst app = require('express')()\n"
const HEALTH = "app.get('/health', (req, res) => res.send('ok'))\n"
const ROUTE = "app.get('/users', (req, res) => res.json([]))\napp.listen(3000)\n"
const express = (code: string): Record<string, string> =>
  project('express@5 express-rate-limit@7', { 'server.js': `${HEAD}${code}${ROUTE}` })
const fastify = (route: string): Record<string, string> =>
  project('fastify@5 @fastify/rate-limit@10', {
    'server.js': `const app = require('fastify')()\napp.register(require('@fastify/rate-limit'), { max: 60, timeWindow: '15 minutes' })\n${route}app.listen({ port: 3000, host: '0.0.0.0' })\n`,
  })

/** Liveness and readiness, every ten seconds: what Kubernetes asks unless told otherwise. */
const PROBES_PER_MINUTE = 12
const MINUTE_MS = 60_000

export default defineRule({
  id: 'rate-limiting/health-limited',
  catalogue: 'RL07',
  title: 'The health endpoint is rate limited',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'health', 'rateLimits', 'program'],
  tokens: { packages: ['express-rate-limit', '@fastify/rate-limit', 'koa-ratelimit'] },
  why: 'Probes come from one address and never stop. When they reach the limit the answer is 429, the orchestrator takes the instance for dead and restarts it or takes its traffic away, and does the same with the next.',
  remedies: [
    {
      for: 'express',
      effort: 'S',
      text: 'Mount the health route before the limiter.',
      code: "app.get('/health', health)\napp.use(limiter)",
    },
    {
      for: 'express',
      effort: 'S',
      text: 'Or let the limiter skip it.',
      code: "rateLimit({ limit: 100, skip: (req) => req.path === '/health' })",
    },
    {
      for: 'fastify',
      effort: 'S',
      text: 'Take the route out of the limit.',
      code: "app.get('/health', { config: { rateLimit: false } }, health)",
    },
    {
      for: 'nest',
      effort: 'S',
      text: 'Put SkipThrottle on the controller.',
      code: "@SkipThrottle()\n@Controller('health')",
    },
  ],
  references: [
    {
      title: 'Kubernetes: liveness, readiness and startup probes',
      url: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
    },
    { title: 'express-rate-limit: skip', url: 'https://express-rate-limit.mintlify.app/reference/configuration#skip' },
  ],
  falsePositives: [
    'A limit above the rate of probes: two of them every ten seconds are 12 requests in a minute.',
    'A health route that is mounted before the limiter, or that the limiter skips.',
  ],
  examples: [
    {
      name: 'sixty quick probes are answered',
      outcome: 'pass',
      live: askedOften([limitTrial({ what: 'health', sent: 60 })]),
    },
    {
      name: 'quick probes are refused for a quarter of an hour',
      outcome: 'fail',
      says: '100 times in 15 min',
      live: askedOften([limitTrial({ what: 'health', refusal: refused(40, { 'ratelimit-policy': '100;w=900' }) })]),
    },
    {
      name: 'quick probes are refused, slow ones are not',
      outcome: 'pass',
      live: askedOften([
        limitTrial({ what: 'health', refusal: refused(40, { 'x-ratelimit-limit': '100', 'retry-after': '58' }) }),
      ]),
    },
    {
      name: 'quick probes are refused, and nothing says for how long',
      outcome: 'unknown',
      live: askedOften([limitTrial({ what: 'health', refusal: refused(40) })]),
    },
    {
      name: 'the health route comes first',
      outcome: 'pass',
      line: 3,
      files: express(`${HEALTH}app.use(rateLimit({ windowMs: 900_000, limit: 100 }))\n`),
    },
    {
      name: 'a hundred in fifteen minutes',
      outcome: 'fail',
      line: 3,
      says: '180',
      files: express(`app.use(rateLimit({ windowMs: 15 * 60 * 1000, max: 100 }))\n${HEALTH}`),
    },
    { name: 'the default of five in a minute', outcome: 'fail', files: express(`app.use(rateLimit())\n${HEALTH}`) },
    {
      name: 'far more than probes ask',
      outcome: 'pass',
      line: 4,
      files: express(`app.use(rateLimit({ windowMs: 60_000, limit: 1000 }))\n${HEALTH}`),
    },
    {
      name: 'the limiter skips it',
      outcome: 'pass',
      files: express(
        `app.use(rateLimit({ windowMs: 900_000, limit: 100, skip: (req) => req.path === '/health' }))\n${HEALTH}`,
      ),
    },
    {
      name: 'another path is limited',
      outcome: 'pass',
      files: express(`app.use('/users', rateLimit({ windowMs: 900_000, limit: 100 }))\n${HEALTH}`),
    },
    { name: 'Fastify', outcome: 'fail', line: 2, files: fastify("app.get('/health', async () => 'ok')\n") },
    {
      name: 'Fastify, taken out',
      outcome: 'pass',
      files: fastify("app.get('/health', { config: { rateLimit: false } }, async () => 'ok')\n"),
    },
    { name: 'no limiter', outcome: 'not-applicable', files: express(HEALTH) },
    { name: 'no health endpoint', outcome: 'not-applicable', files: express('app.use(rateLimit({ limit: 5 }))\n') },
    {
      name: 'a limit from elsewhere',
      outcome: 'unknown',
      files: express(`app.use(rateLimit({ limit: require('company-settings').limit }))\n${HEALTH}`),
    },
  ],
  evaluate({ service, health, rateLimits, program }) {
    const inapplicable = unlessWeb(service)
    if (inapplicable) return inapplicable
    const routes = health.endpoints.flatMap(({ route, force }) => (route && force !== 'off' ? [route] : []))
    if (routes.length === 0) return notApplicable('no route for probes was found')
    if (!rateLimits.all.some(({ force }) => force !== 'off')) return notApplicable('no rate limiter in force')
    const findings: FindingDraft[] = []
    const open = new Set<Limit>()
    let passed = 0
    for (const route of routes) {
      const isExempt = route.middleware.some(
        ({ path, value }) => path === 'config.rateLimit' && program.evaluator.truth(value) === false,
      )
      const limits =
        isExempt || isSkipped(route.handler) ? [] : rateLimits.forRoute(route).filter(({ force }) => force !== 'off')
      const judged = limits.map((limit) => ({ limit, rate: rateOf(program, limit) }))
      const low = judged.find(
        ({ rate }) => typeof rate === 'object' && (rate.limit / rate.windowMs) * MINUTE_MS < PROBES_PER_MINUTE,
      )
      if (low && typeof low.rate === 'object' && low.limit.force === 'on') {
        const at = codeAt(low.limit.middleware.file, low.limit.middleware.at)
        findings.push({ message: describe(route.path, low.rate), evidence: [at, codeAt(route.file, route.at)] })
      } else if (low || judged.some(({ rate }) => rate === 'unknown'))
        open.add((low ?? judged.find(({ rate }) => rate === 'unknown'))!.limit)
      else passed++
    }
    if (findings.length > 0) return fail(findings, passed)
    if (open.size > 0 && passed === 0)
      return unknown(
        'how much the limiter lets through, or whether it skips the probes, is only known at run time',
        [...open].map(({ middleware }) => codeAt(middleware.file, middleware.at)),
      )
    return pass(
      routes.map((route) => codeAt(route.file, route.at)),
      Math.max(passed, 1),
    )
  },
  live: {
    parts: ['limits'],
    evaluate({ limits: running }) {
      const trial = running!.trials.find(({ what }) => what === 'health')
      if (!trial) return notApplicable('it was not asked often')
      const evidence = limitEvidence(trial)
      if (!trial.refusal)
        return trial.last?.status === trial.first?.status
          ? pass(evidence)
          : unknown('not every answer came', [evidence])
      const said = saidLimit(trial.refusal.exchange)
      if (!said)
        return unknown(`it refuses after ${trial.refusal.after} quick requests, and does not say for how long`, [
          evidence,
        ])
      const rate = { limit: said.count, windowMs: said.windowSeconds * 1000 }
      if ((rate.limit / rate.windowMs) * MINUTE_MS >= PROBES_PER_MINUTE)
        return pass({ ...evidence, note: 'far more than probes ask' })
      return fail([{ message: describe(trial.path, rate), evidence: [evidence], key: `GET ${trial.path}` }])
    },
  },
})

type Rate = { limit: number; windowMs: number }

function describe(path: string, { limit, windowMs }: Rate): string {
  const probes = Math.round((windowMs / MINUTE_MS) * PROBES_PER_MINUTE)
  const window =
    windowMs >= MINUTE_MS ? `${+(windowMs / MINUTE_MS).toFixed(1)} min` : `${+(windowMs / 1000).toFixed(1)} s`
  return `${path} may be asked ${limit} times in ${window}; two probes every 10 s ask ${probes} times`
}

/** `@SkipThrottle()` stands on the controller or the method. */
function isSkipped(handler: Value | undefined): boolean {
  return handler?.kind === 'function' && /@SkipThrottle\(/.test(handler.file.text)
}

/** Limiters whose options are known, with their defaults. */
const LIBRARIES: readonly {
  made: RegExp
  limit: readonly string[]
  window: string
  skip: readonly string[]
  byDefault: Rate
}[] = [
  {
    made: /^express-rate-limit\b/,
    limit: ['limit', 'max'],
    window: 'windowMs',
    skip: ['skip'],
    byDefault: { limit: 5, windowMs: MINUTE_MS },
  },
  {
    made: /^(@fastify\/rate-limit|fastify-rate-limit)\b/,
    limit: ['max'],
    window: 'timeWindow',
    skip: ['allowList', 'whitelist', 'keyGenerator'],
    byDefault: { limit: 1000, windowMs: MINUTE_MS },
  },
  {
    made: /^koa-ratelimit\b/,
    limit: ['max'],
    window: 'duration',
    skip: ['whitelist', 'id'],
    byDefault: { limit: 2500, windowMs: 60 * MINUTE_MS },
  },
]

function rateOf(program: Execution, { middleware }: Limit): Rate | 'unknown' | 'skips' {
  const { value } = middleware
  const library = value.kind === 'instance' ? LIBRARIES.find(({ made }) => made.test(value.name)) : undefined
  if (!library) return 'unknown'
  const options = optionsOf(program, middleware)
  if (!options || options.kind === 'literal') return library.byDefault
  if (options.kind !== 'record') return 'unknown'
  const skip = library.skip.map((key) => options.get(key)).find((option) => option?.kind !== undefined)
  if (skip) return speaksOfHealth(skip) ? 'skips' : 'unknown'
  const limit = library.limit.map((key) => options.get(key)).find(Boolean)
  const window = options.get(library.window)
  if ((!limit || !window) && options.open()) return 'unknown'
  const max = limit ? Number(effectiveText(program, limit)?.text ?? NaN) : library.byDefault.limit
  const windowMs = window ? durationMs(effectiveText(program, window)?.text) : library.byDefault.windowMs
  return Number.isNaN(max) || windowMs === undefined || windowMs <= 0 ? 'unknown' : { limit: max, windowMs }
}

function speaksOfHealth(skip: Value): boolean {
  if (skip.kind !== 'function') return false
  const { at, end } = skip.file.functions[skip.index]!
  return /health|live|ready|ping|status|probe/i.test(skip.file.text.slice(at, end))
}
