import { limitEvidence } from '../../derive/live/limit-answers.ts'
import { probed } from '../../derive/evidence.ts'
import type { LimitTrial } from '../../facts/live/limit-facts.ts'
import { askedOften, limitTrial, refused } from '../live-example-limits.ts'
import { directiveAt, type EdgeView } from '../../derive/edge/edge-view.ts'
import { effective } from '../../derive/edge/nginx-scope.ts'
import { codeAt } from '../../derive/evidence.ts'
import { limitKey } from '../../derive/http/limit-key.ts'
import type { Limit } from '../../derive/http/rate-limits-view.ts'
import { trustProxyTokens, trustSettings } from '../../derive/http/trust-proxy.ts'
import type { Evidence } from '../../model/outcome.ts'
import { unlessWeb } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

const HEAD = "const { rateLimit } = require('express-rate-limit')\nconst app = require('express')()\n"
const ROUTE = "app.get('/users', (req, res) => res.json([]))\napp.listen(3000)\n"
const express = (code: string, files: Record<string, string> = {}): Record<string, string> =>
  project('express@5 express-rate-limit@7', { 'server.js': `${HEAD}${code}${ROUTE}`, ...files })
const nginx = (value: string): string =>
  `http {\n  server {\n    location / {\n      proxy_set_header X-Forwarded-For ${value};\n      proxy_pass http://localhost:3000;\n    }\n  }\n}\n`
const SPOOFED = (spoofed: NonNullable<LimitTrial['spoofed']>, local = false) =>
  askedOften([limitTrial({ refusal: refused(100), spoofed })], { local })

export default defineRule({
  id: 'rate-limiting/xff-spoof',
  catalogue: 'RL04',
  title: 'A client can choose the address it is counted by',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'rateLimits', 'program', 'edge'],
  tokens: {
    ...trustProxyTokens,
    packages: ['request-ip'],
    words: ['trust proxy', 'trustProxy', '.proxy = ', 'x-forwarded-for'],
  },
  why: 'X-Forwarded-For is a list to which each proxy adds at the end; the beginning is whatever the client wrote. A service that trusts all of it takes the beginning for the address of the client, so a new value with each request is a new bucket and no limit is ever reached.',
  remedies: [
    {
      for: 'express',
      effort: 'S',
      text: 'Trust as many hops as there are proxies, or their addresses.',
      code: "app.set('trust proxy', 1)",
    },
    {
      for: 'nest',
      effort: 'S',
      text: 'The same on the application of Nest.',
      code: "app.set('trust proxy', 1)",
    },
    {
      for: 'fastify',
      effort: 'S',
      text: 'Give trustProxy the addresses of the proxies.',
      code: "Fastify({ trustProxy: '10.0.0.0/8' })",
    },
    { for: 'koa', effort: 'S', text: 'Say how many entries count.', code: 'new Koa({ proxy: true, maxIpsCount: 1 })' },
    {
      for: 'any',
      effort: 'S',
      text: 'Or let the outermost proxy replace the header.',
      code: 'proxy_set_header X-Forwarded-For $remote_addr;',
    },
  ],
  references: [
    {
      title: 'express-rate-limit: ERR_ERL_PERMISSIVE_TRUST_PROXY',
      url: 'https://express-rate-limit.mintlify.app/reference/error-codes',
    },
    { title: 'Express behind proxies', url: 'https://expressjs.com/en/guide/behind-proxies.html' },
    {
      title: 'MDN: X-Forwarded-For, security',
      url: 'https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/X-Forwarded-For',
    },
  ],
  falsePositives: [
    'A proxy in front that replaces the header: nginx with $remote_addr, Traefik and Caddy by default.',
    'A number of hops or named addresses.',
    'A limiter that counts by user or key.',
  ],
  examples: [
    {
      name: 'a limit that made-up addresses do not move',
      outcome: 'pass',
      live: SPOOFED({ sent: 3, letThrough: 0, refusedWithout: 3 }),
    },
    {
      name: 'a limit that ends with every made-up address',
      outcome: 'fail',
      severity: 'critical',
      says: 'X-Forwarded-For',
      live: SPOOFED({ sent: 3, letThrough: 3, refusedWithout: 3 }),
    },
    {
      name: 'the same on this machine',
      outcome: 'fail',
      severity: 'warning',
      live: SPOOFED({ sent: 3, letThrough: 3, refusedWithout: 3 }, true),
    },
    {
      name: 'the same on this machine, where a proxy of the project stands in front',
      outcome: 'unknown',
      files: express(
        'app.use(rateLimit({ limit: require("company-settings").limit, keyGenerator: require("company-settings").key }))\n',
        {
          'nginx.conf': nginx('$remote_addr'),
        },
      ),
      live: SPOOFED({ sent: 3, letThrough: 3, refusedWithout: 3 }, true),
    },
    {
      name: 'a limit that was over before it could be told',
      outcome: 'unknown',
      live: SPOOFED({ sent: 3, letThrough: 3, refusedWithout: 1 }),
    },
    {
      name: 'no limit was reached',
      outcome: 'not-applicable',
      live: askedOften([limitTrial({})]),
    },
    {
      name: 'one hop',
      outcome: 'pass',
      files: express("app.set('trust proxy', 1)\napp.use(rateLimit({ limit: 100 }))\n"),
    },
    { name: 'nobody is trusted', outcome: 'pass', files: express('app.use(rateLimit({ limit: 100 }))\n') },
    {
      name: 'everybody is trusted',
      outcome: 'fail',
      says: 'trust',
      line: 3,
      files: express("app.set('trust proxy', true)\napp.use(rateLimit({ limit: 100 }))\n"),
    },
    {
      name: 'switched on with enable, where the proxy only appends',
      outcome: 'fail',
      files: express("app.enable('trust proxy')\napp.use(rateLimit({ limit: 100 }))\n", {
        'nginx.conf': nginx('$proxy_add_x_forwarded_for'),
      }),
    },
    {
      name: 'a key made of the first entry',
      outcome: 'fail',
      says: 'x-forwarded-for',
      line: 3,
      files: express(
        "app.use(rateLimit({ limit: 100, keyGenerator: (req) => req.headers['x-forwarded-for']?.split(',')[0] ?? req.ip }))\n",
      ),
    },
    {
      name: 'a key made of the last entry',
      outcome: 'pass',
      files: express(
        "app.use(rateLimit({ limit: 100, keyGenerator: (req) => req.get('x-forwarded-for').split(',').at(-1) }))\n",
      ),
    },
    {
      name: 'Fastify',
      outcome: 'fail',
      line: 1,
      files: project('fastify@5 @fastify/rate-limit@10', {
        'server.js':
          "const app = require('fastify')({ trustProxy: true })\napp.register(require('@fastify/rate-limit'), { max: 100 })\napp.get('/', async () => 'ok')\napp.listen({ port: 3000, host: '0.0.0.0' })\n",
      }),
    },
    {
      name: 'Koa',
      outcome: 'fail',
      line: 3,
      files: project('koa@3 koa-ratelimit@5', {
        'server.js':
          "const Koa = require('koa')\nconst app = new Koa()\napp.proxy = true\napp.use(require('koa-ratelimit')({ driver: 'memory', db: new Map(), max: 100 }))\napp.use((ctx) => { ctx.body = 'ok' })\napp.listen(3000)\n",
      }),
    },
    {
      name: 'Koa, one entry from the end',
      outcome: 'pass',
      files: project('koa@3 koa-ratelimit@5', {
        'server.js':
          "const Koa = require('koa')\nconst app = new Koa({ proxy: true, maxIpsCount: 1 })\napp.use(require('koa-ratelimit')({ driver: 'memory', db: new Map(), max: 100 }))\napp.use((ctx) => { ctx.body = 'ok' })\napp.listen(3000)\n",
      }),
    },
    {
      name: 'the proxy replaces the header',
      outcome: 'pass',
      files: express("app.set('trust proxy', true)\napp.use(rateLimit({ limit: 100 }))\n", {
        'nginx.conf': nginx('$remote_addr'),
      }),
    },
    {
      name: 'counted by user',
      outcome: 'pass',
      files: express(
        "app.set('trust proxy', true)\napp.use(rateLimit({ limit: 100, keyGenerator: (req) => req.user.id }))\n",
      ),
    },
    { name: 'no limiter', outcome: 'not-applicable', files: express("app.set('trust proxy', true)\n") },
    {
      name: 'the deployment decides whom to trust',
      outcome: 'unknown',
      files: express("app.set('trust proxy', process.env.TRUST_PROXY)\napp.use(rateLimit({ limit: 100 }))\n"),
    },
  ],
  evaluate({ service, rateLimits, program, edge }) {
    const inapplicable = unlessWeb(service)
    if (inapplicable) return inapplicable
    const limits = rateLimits.all.filter(({ force }) => force !== 'off')
    if (limits.length === 0) return notApplicable('no rate limiter in force')
    const keyed = limits.map((limit) => ({ limit, key: limitKey(program, limit) }))
    const settings = trustSettings(program)
    const everyone = settings.find(({ trust }) => trust === 'everyone')
    const open = settings.find(({ trust }) => trust === 'unknown')
    const spoofable = keyed.filter(({ key }) => key === 'header' || (key === 'address' && everyone))
    if (spoofable.length > 0)
      return judgeSpoofable(spoofable, keyed.length - spoofable.length, everyone?.evidence, edge)
    const places = keyed.map(({ limit }) => codeAt(limit.middleware.file, limit.middleware.at))
    if (open && keyed.some(({ key }) => key === 'address'))
      return unknown('whose X-Forwarded-For is trusted is only known at run time', [open.evidence])
    const known = keyed.filter(({ key }) => key !== 'unknown')
    if (known.length === 0) return unknown('what the limiters count by could not be followed', places)
    return pass(places, known.length)
  },
  live: {
    parts: ['limits'],
    evaluate({ limits: running }, { edge }) {
      const reached = running!.trials.filter(({ spoofed }) => spoofed)
      if (reached.length === 0) return notApplicable('no limit was reached')
      const clear = reached.filter(({ spoofed }) => spoofed!.refusedWithout === spoofed!.sent)
      const evidence = reached.map(spoofEvidence)
      const moved = clear.filter(({ spoofed }) => spoofed!.letThrough === spoofed!.sent)
      if (moved.length > 0 && running!.local && edge.proxies.length > 0)
        return unknown('a proxy of the project stands in front of what was asked: ask the public address', evidence)
      if (moved.length > 0)
        return fail(
          moved.map((trial) => ({
            message: `${trial.method} ${trial.path} is refused, and let through with any made-up X-Forwarded-For`,
            evidence: [limitEvidence(trial), spoofEvidence(trial)],
            severity: running!.local ? 'warning' : 'critical',
            key: `${trial.method} ${trial.path}`,
          })),
          clear.length - moved.length,
        )
      const held = clear.filter(({ spoofed }) => spoofed!.letThrough === 0)
      return held.length === reached.length
        ? pass(evidence, held.length)
        : unknown('the limit was over before it could be told', evidence)
    },
  },
})

type Keyed = { limit: Limit; key: string }

function judgeSpoofable(spoofable: readonly Keyed[], passed: number, trusted: Evidence | undefined, edge: EdgeView) {
  const replaced = replacedBy(edge)
  if (replaced) return pass(replaced, spoofable.length)
  if (edge.proxies.some(({ kind }) => kind === 'ingress'))
    return unknown(
      'whether the Ingress replaces X-Forwarded-For depends on its controller',
      edge.proxies.map(({ evidence }) => evidence),
    )
  const byHeader = spoofable.filter(({ key }) => key === 'header')
  const findings: FindingDraft[] = byHeader.map(({ limit }) => ({
    message: 'counts by the first entry of x-forwarded-for, which the client writes',
    evidence: [codeAt(limit.middleware.file, limit.middleware.at)],
  }))
  const first = spoofable.find(({ key }) => key === 'address')
  if (first && trusted)
    findings.push({
      message: 'trusts every entry of X-Forwarded-For, so the limiter counts by what the client writes into it',
      evidence: [trusted, codeAt(first.limit.middleware.file, first.limit.middleware.at)],
    })
  return fail(findings, passed)
}

/** Proxies that do not pass on what the client wrote. */
function replacedBy({ toService, proxies }: EdgeView): Evidence[] | undefined {
  const other = proxies.find(({ kind }) => kind === 'traefik' || kind === 'caddy')
  if (other) return [other.evidence]
  const headers = toService.map(({ scope }) =>
    effective(scope, 'proxy_set_header').found.find(({ args }) => args[0]?.toLowerCase() === 'x-forwarded-for'),
  )
  const replacing = headers.flatMap((header) =>
    header && /^\$(remote_addr|realip_remote_addr)$/.test(header.args[1] ?? '') ? [header] : [],
  )
  return headers.length > 0 && replacing.length === headers.length
    ? replacing.map((header) => directiveAt(header))
    : undefined
}

function spoofEvidence({ method, path, spoofed }: LimitTrial): Evidence {
  const { sent, letThrough, refusedWithout } = spoofed!
  return probed(
    `${method} ${path}, ${sent} times with a made-up X-Forwarded-For and ${sent} times without`,
    `let through ${letThrough} and ${sent - refusedWithout} times`,
  )
}
