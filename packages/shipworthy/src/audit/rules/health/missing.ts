import { absence, callAt } from '../../derive/evidence.ts'
import { attemptEvidence } from '../../derive/live/describe-exchange.ts'
import { declaredProbes } from '../../derive/containers/declared-probes.ts'
import { healthAnswers, healthPaths } from '../../derive/live/health-answers.ts'
import { isCatchAll, unknownAnswers } from '../../facts/live/catch-all.ts'
import type { HttpFacts } from '../../facts/live/http-facts.ts'
import { possibilities } from '../../derive/program/value.ts'
import type { Views } from '../../derive/views.ts'
import { unlessWeb } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { onePage, page, service as answering } from '../live-example-http.ts'
import { asked, httpFacts, running } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const USERS =
  "const express = require('express')\nconst app = express()\napp.get('/users', (req, res) => res.json([]))\napp.listen(3000)\n"

const MOUNTED =
  "import express from 'express'\nimport { Backend } from 'backend-in-a-box'\nconst app = express()\nconst backend = new Backend()\napp.get('/users', (req, res) => res.json([]))\napp.use('/api', backend.app)\napp.listen(3000)\n"

export default defineRule({
  id: 'health/missing',
  catalogue: 'HE01',
  title: 'No health endpoint',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'http', 'health', 'packages', 'containers', 'workloads'],
  why: 'Orchestrators, load balancers and uptime checks ask the service whether it can take traffic. Without an endpoint made for that, they send requests to instances that are starting, stuck or cut off from their database.',
  remedies: [
    {
      for: 'express',
      effort: 'S',
      text: 'Add a liveness route that answers at once and a readiness route that asks the database.',
      code: "app.get('/health/live', (req, res) => res.sendStatus(200))\napp.get('/health/ready', async (req, res) => {\n  await pool.query('SELECT 1')\n  res.sendStatus(200)\n})",
    },
    {
      for: 'fastify',
      effort: 'S',
      text: 'Let under-pressure offer the route.',
      code: "app.register(underPressure, { exposeStatusRoute: '/health', healthCheck: () => pool.query('SELECT 1') })",
    },
    {
      for: 'nest',
      effort: 'S',
      text: 'Use @nestjs/terminus.',
      code: "@Get('health')\n@HealthCheck()\ncheck() {\n  return this.health.check([() => this.db.pingCheck('database')])\n}",
    },
    {
      for: 'next',
      effort: 'S',
      text: 'Add a route handler.',
      code: "// app/api/health/route.ts\nexport const GET = () => Response.json({ status: 'ok' })",
    },
  ],
  references: [
    {
      title: 'Kubernetes: liveness, readiness and startup probes',
      url: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/',
    },
    {
      title: 'Mercari production readiness checklist',
      url: 'https://github.com/mercari/production-readiness-checklist',
    },
  ],
  falsePositives: [
    'Workers without HTTP.',
    'Routes behind prefixes, in mounted routers, in autoloaded folders or from libraries such as terminus.',
    'under-pressure without exposeStatusRoute has no route: it does not count.',
  ],
  examples: [
    {
      name: '@shipworthy/health as a plugin',
      outcome: 'pass',
      says: '@shipworthy/health',
      files: project('fastify@5 @shipworthy/health@0', {
        'server.mjs':
          "import Fastify from 'fastify'\nimport { createHealth } from '@shipworthy/health'\nconst health = createHealth({ checks: [] })\nconst app = Fastify()\nawait app.register(health.fastify)\nawait app.listen({ port: 3000 })\n",
      }),
    },
    {
      name: '@shipworthy/health that nothing hands requests to',
      outcome: 'fail',
      files: project('fastify@5 @shipworthy/health@0', {
        'server.mjs':
          "import Fastify from 'fastify'\nimport { createHealth } from '@shipworthy/health'\nconst health = createHealth({ checks: [] })\nconst app = Fastify()\napp.get('/users', async () => [])\nawait app.listen({ port: 3000 })\n",
      }),
    },
    {
      name: 'an endpoint that only the running system shows',
      outcome: 'pass',
      files: project('express@5', {
        'server.js':
          "const express = require('express')\nconst app = express()\napp.get('/users', (req, res) => res.json([]))\napp.listen(3000)\n",
      }),
      live: running({ http: httpFacts([asked('/healthz', { status: 200, body: '{"status":"ok"}' })]) }),
    },
    {
      name: 'a word that Express calls text/html',
      outcome: 'pass',
      live: running({ http: answering([asked('/healthz', { headers: { 'content-type': 'text/html' }, body: 'OK' })]) }),
    },
    {
      name: 'neither in the code nor in the running system',
      outcome: 'fail',
      severity: 'critical',
      says: 'neither the code nor the running service',
      files: project('express@5', { 'server.js': USERS }),
      live: running({ http: answering([asked('/health', { status: 404 }), asked('/healthz', { status: 404 })]) }),
    },
    {
      name: 'an application of a package under a path, whose routes are not in this code',
      outcome: 'unknown',
      says: 'what a package serves below /api',
      files: project('express@5 backend-in-a-box@1', { 'server.mjs': MOUNTED }),
      live: running({ http: answering([asked('/health', { status: 404 }), asked('/healthz', { status: 404 })]) }),
    },
    {
      name: 'the same, without a running system',
      outcome: 'unknown',
      files: project('express@5 backend-in-a-box@1', { 'server.mjs': MOUNTED }),
    },
    {
      name: 'middleware of a package under a path, which answers nothing by itself',
      outcome: 'fail',
      severity: 'critical',
      files: project('express@5 cors@2', {
        'server.js': USERS.replace('app.get', "app.use('/users', require('cors')())\napp.get"),
      }),
      live: running({ http: answering([asked('/health', { status: 404 }), asked('/healthz', { status: 404 })]) }),
    },
    {
      name: 'code that shows no route at all',
      outcome: 'unknown',
      says: 'another name',
      files: project('express@5', {
        'server.js':
          "const express = require('express')\nconst app = express()\napp.use(globalThis.everything)\napp.listen(3000)\n",
      }),
      live: running({ http: answering([asked('/health', { status: 404 }), asked('/healthz', { status: 404 })]) }),
    },
    {
      name: 'a running system that answers every address alike, without source',
      outcome: 'unknown',
      says: 'every address',
      live: running({ http: onePage([asked('/health', page())]) }),
    },
    {
      name: 'a running system without source, where it may have another name',
      outcome: 'unknown',
      live: running({ http: answering([asked('/health', { status: 404 })]) }),
    },
    {
      name: 'a running system that limits how much it is asked',
      outcome: 'fail',
      severity: 'warning',
      files: project('express@5', { 'server.js': USERS }),
      live: running({ http: answering([asked('/health', { status: 429 })]) }),
    },
    {
      name: 'a route in a mounted router',
      outcome: 'pass',
      files: project('express@5', {
        'server.js':
          "const express = require('express')\nconst app = express()\nconst router = express.Router()\nrouter.get('/', (req, res) => res.send('ok'))\napp.use('/api/health', router)\napp.listen(3000)\n",
      }),
    },
    {
      name: 'terminus',
      outcome: 'pass',
      files: project('@godaddy/terminus@4', {
        'server.js':
          "const http = require('http')\nconst { createTerminus } = require('@godaddy/terminus')\nconst server = http.createServer((req, res) => res.end())\ncreateTerminus(server, { healthChecks: { '/healthz': async () => {} } })\nserver.listen(3000)\n",
      }),
    },
    {
      name: 'no such route',
      outcome: 'fail',
      line: 2,
      files: project('express@5', {
        'server.js':
          "const express = require('express')\nconst app = express()\napp.get('/users', (req, res) => res.json([]))\napp.listen(3000)\n",
      }),
    },
    {
      name: 'under-pressure without a route',
      outcome: 'fail',
      says: 'exposeStatusRoute',
      files: project('fastify@5 @fastify/under-pressure@9', {
        'server.js':
          "const app = require('fastify')()\napp.register(require('@fastify/under-pressure'), { maxEventLoopDelay: 1000 })\napp.get('/users', async () => [])\napp.listen({ port: 3000 })\n",
      }),
    },
    {
      name: 'a queue worker',
      outcome: 'not-applicable',
      files: project('bullmq@5', {
        'worker.js': "const { Worker } = require('bullmq')\nnew Worker('mail', async () => {})\n",
      }),
    },
    {
      name: 'routes from a package that cannot be followed',
      outcome: 'unknown',
      files: project('express@5', {
        'server.js':
          "const express = require('express')\nconst app = express()\nimport('company-routes').then((routes) => app.use(routes[process.env.AREA]))\nconst build = require('./missing')\napp.use(build.routes.all)\napp.listen(3000)\n",
        'missing.js': 'module.exports = { get routes() { return globalThis.routes } }\n',
      }),
    },
  ],
  evaluate({ service, http, health, packages }) {
    const inapplicable = unlessWeb(service)
    if (inapplicable) return inapplicable
    const found = health.endpoints.filter(({ force }) => force !== 'off')
    if (found.length > 0)
      return pass(
        found.map(({ evidence, path, library }) => ({ ...evidence, note: library ? `${path} (${library})` : path })),
        found.length,
      )
    if (health.disabled) return fail([{ message: health.disabled.text, evidence: [health.disabled.evidence] }])
    const framework = packages.dependency(
      /^(@strapi\/strapi|@medusajs\/medusa|directus|payload|@keystone-6\/core|parse-server|ghost)$/,
    )
    if (framework) return unknown(`${framework.name} brings routes of its own`)
    if (http.open) return unknown(`no health route was found, but ${http.openReasons.join(' and ')}`)
    const foreign = foreignMount(http)
    if (foreign) return unknown(foreign)
    if (http.routes.length === 0) return unknown('no routes were found at all')
    const [app] = http.apps
    if (!app) return notApplicable('no HTTP application')
    const anchor = callAt({ file: app.file, call: { nameAt: app.at } as never })
    return fail([
      {
        message: 'no route is made for liveness or readiness probes',
        evidence: [absence(`${http.routes.length} routes looked through`, anchor)],
      },
    ])
  },
  live: {
    parts: ['http'],
    evaluate({ http }, views) {
      const found = healthAnswers(http!)
      if (found.length > 0)
        return pass(
          found.map(({ path, attempt, origin }) => attemptEvidence(path, attempt, origin)),
          found.length,
        )
      const doubt = doubtOf(http!, views)
      if (doubt) return unknown(doubt)
      const tried = healthPaths(http!)
      const first = tried[0]!
      return fail([
        {
          message: 'neither the code nor the running service has a health endpoint',
          evidence: [
            attemptEvidence(first.path, first.attempt, `the same for ${tried.map(({ path }) => path).join(', ')}`),
          ],
          severity: 'critical',
          key: 'no endpoint',
        },
      ])
    },
  },
})

type Known = Pick<Views, 'http' | 'health' | 'containers' | 'workloads'>

/** Why an endpoint may be there although none of the paths led to it. */
function doubtOf(facts: HttpFacts, { http, health, containers, workloads }: Known): string | undefined {
  const tried = healthPaths(facts)
  const unclear = tried.find(({ attempt }) => !attempt.ok || ![404, 405, 410].includes(attempt.exchange.status))
  if (unclear && !unclear.attempt.ok) return `${unclear.path} could not be asked: ${unclear.attempt.reason}`
  if (unclear && isCatchAll(unclear.attempt, facts)) return 'it gives the same answer for every address'
  if (tried.length === 0 || unclear || unknownAnswers(facts.paths).length === 0)
    return 'none of the paths that are usual answers like a health endpoint; it may have another name'
  const names = `none of ${tried.map(({ path }) => path).join(', ')} is there`
  if (http.routes.length === 0 || http.open) return `${names}, but it may have another name`
  const foreign = foreignMount(http)
  if (foreign) return `${names}, but ${foreign}`
  if (health.endpoints.some(({ force }) => force !== 'off') || declaredProbes(containers, workloads).length > 0)
    return `${names}, but the project names one that may be reached another way`
  return undefined
}

/** What answers by itself, by the name that packages give it; what only passes on, such as `cors()`, is called otherwise. */
const FOREIGN_APP = /\.(app|router|routes|handler)(\(\))?$|\.(getRouter|getApp|createHandler)\(\)$/i
/** Boards have pages for people and nothing for probes. */
const BOARD = /^(@bull-board\/|bull-arena|adminjs|@adminjs\/)/

/** An application of a package that is mounted under a path: it brings routes that are not in this code. */
function foreignMount({ apps }: Views['http']): string | undefined {
  for (const { path, value } of apps.flatMap(({ middleware }) => middleware)) {
    const isForeign = possibilities(value).some(
      (one) =>
        (one.kind === 'external' || one.kind === 'instance') && FOREIGN_APP.test(one.name) && !BOARD.test(one.name),
    )
    if (path !== '' && isForeign) return `what a package serves below ${path} is not known`
  }
  return undefined
}
