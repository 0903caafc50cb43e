import { attemptEvidence } from '../../derive/live/describe-exchange.ts'
import { isCatchAll } from '../../facts/live/catch-all.ts'
import { service as answering } from '../live-example-http.ts'
import { asked, running } from '../live-example-kit.ts'
import { declaredProbes, type DeclaredProbe } from '../../derive/containers/declared-probes.ts'
import type { HttpView } from '../../derive/http/route.ts'
import { unlessWeb } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

const SERVER = (path: string): string =>
  `const app = require('express')()\napp.get('${path}', (req, res) => res.send('ok'))\napp.listen(3000)\n`
const DOCKERFILE = (path: string): string =>
  `FROM node:24-alpine\nCOPY . .\nHEALTHCHECK CMD wget -qO- http://localhost:3000${path} || exit 1\nCMD ["node", "server.js"]\n`

export default defineRule({
  id: 'health/path-mismatch',
  catalogue: 'HE06',
  title: 'A probe asks for a path that no route answers',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'http', 'containers', 'workloads', 'health'],
  why: 'A probe that gets 404 counts as failed: the container is restarted for ever or never gets traffic, and the rollout stops.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Give the probe the full path of the route, with every prefix it is mounted under.',
    },
  ],
  references: [
    { title: 'kube-score: pod probes', url: 'https://github.com/zegl/kube-score/blob/master/README_PROBES.md' },
    { title: 'Dockerfile reference: HEALTHCHECK', url: 'https://docs.docker.com/reference/dockerfile/#healthcheck' },
  ],
  falsePositives: [
    'A global prefix, a rewrite or a router that could not be resolved: unknown, not failed.',
    'A wildcard route or static files that answer the path.',
    'A probe of another port, which another process answers.',
    'A path that the public address does not lead to, while the probe asks the container: only a local address settles it.',
  ],
  examples: [
    {
      name: 'the path exists',
      outcome: 'pass',
      files: project('express@5', { 'server.js': SERVER('/healthz'), Dockerfile: DOCKERFILE('/healthz') }),
    },
    {
      name: 'the path exists nowhere',
      outcome: 'fail',
      severity: 'critical',
      line: 3,
      files: project('express@5', { 'server.js': SERVER('/api/healthz'), Dockerfile: DOCKERFILE('/healthz') }),
    },
    {
      name: 'a path that the running system answers',
      outcome: 'pass',
      files: project('express@5', { 'server.js': SERVER('/api/healthz'), Dockerfile: DOCKERFILE('/healthz') }),
      live: running({ http: answering([asked('/healthz', {}, { declared: true })]) }),
    },
    {
      name: 'a path that the running system does not know, asked where the probe asks',
      outcome: 'fail',
      severity: 'critical',
      says: 'answers 404',
      files: project('express@5', {
        'server.js':
          "const express = require('express')\nconst app = express()\nconst router = express.Router()\nrouter.get('/healthz', (req, res) => res.send('ok'))\napp.use(process.env.BASE_PATH, router)\napp.listen(3000)\n",
        Dockerfile: DOCKERFILE('/healthz'),
      }),
      live: running({
        http: answering([asked('/healthz', { status: 404 }, { declared: true })], {
          local: true,
          origin: 'http://127.0.0.1:3000',
        }),
      }),
    },
    {
      name: 'a path that the public address does not lead to',
      outcome: 'pass',
      files: project('express@5', { 'server.js': SERVER('/healthz'), Dockerfile: DOCKERFILE('/healthz') }),
      live: running({ http: answering([asked('/healthz', { status: 404 }, { declared: true })]) }),
    },
    {
      name: 'the overlay for production mends the path',
      outcome: 'pass',
      files: project('express@5', {
        'server.js': SERVER('/healthz'),
        Dockerfile: 'FROM node:24\nCMD ["node", "server.js"]\n',
        'k8s/base/api.yaml':
          'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: api }\nspec:\n  template:\n    spec:\n      containers:\n        - name: api\n          readinessProbe: { httpGet: { path: /ready, port: 3000 } }\n',
        'k8s/base/kustomization.yaml': 'resources: [api.yaml]\n',
        'k8s/prod/kustomization.yaml':
          'resources: [../base]\npatches:\n  - target: { kind: Deployment }\n    patch: |-\n      - op: replace\n        path: /spec/template/spec/containers/0/readinessProbe/httpGet/path\n        value: /healthz\n',
      }),
    },
    {
      name: 'pods of several images, of which nobody knows who answers what',
      outcome: 'not-applicable',
      files: project('express@5', {
        'server.js': SERVER('/healthz'),
        Dockerfile: 'FROM node:24\nCMD ["node", "server.js"]\n',
        'k8s/all.yaml': ['api', 'search']
          .map(
            (name) =>
              `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name} }\nspec:\n  template:\n    spec:\n      containers:\n        - name: ${name}\n          image: registry.example.com/${name}:1\n          readinessProbe: { httpGet: { path: /ready, port: 3000 } }\n`,
          )
          .join('---\n'),
      }),
    },
    {
      name: 'a probe that asks no path',
      outcome: 'not-applicable',
      files: project('express@5', {
        'server.js': SERVER('/healthz'),
        Dockerfile: 'FROM node:24\nHEALTHCHECK CMD node healthcheck.js\nCMD ["node", "server.js"]\n',
      }),
    },
    {
      name: 'a prefix that is only known at run time',
      outcome: 'unknown',
      files: project('express@5', {
        'server.js':
          "const express = require('express')\nconst app = express()\nconst router = express.Router()\nrouter.get('/healthz', (req, res) => res.send('ok'))\napp.use(process.env.BASE_PATH, router)\napp.listen(3000)\n",
        Dockerfile: DOCKERFILE('/healthz'),
      }),
    },
  ],
  evaluate({ service, http, containers, workloads, health }) {
    const inapplicable = unlessWeb(service)
    if (inapplicable) return inapplicable
    const probes = declaredProbes(containers, workloads)
    if (probes.length === 0) return notApplicable('no probe names a path')
    const findings: FindingDraft[] = []
    const good: DeclaredProbe[] = []
    for (const probe of probes) {
      if (health.endpoints.some(({ path }) => matches(path, probe.path)) || answers(http, probe.path)) good.push(probe)
      else
        findings.push({
          message: `${probe.what} asks for ${probe.path}, which no route answers`,
          evidence: [probe.evidence],
          severity: 'critical',
        })
    }
    if (findings.length === 0)
      return pass(
        good.map(({ evidence, path }) => ({ ...evidence, note: path })),
        good.length,
      )
    const doubt = reasonToDoubt(http)
    return doubt ? unknown(`${findings[0]!.message}, but ${doubt}`, findings[0]!.evidence) : fail(findings, good.length)
  },
  live: {
    parts: ['http'],
    evaluate({ http }, { containers, workloads }) {
      const probes = declaredProbes(containers, workloads)
      const probed = probes.flatMap((probe) => {
        const path = http!.paths.find((asked) => asked.declared && asked.path === probe.path)
        return path ? [{ ...probe, attempt: path.attempt }] : []
      })
      if (probed.length === 0) return notApplicable('no probe names a path')
      const good = probed.filter(
        ({ attempt }) => attempt.ok && attempt.exchange.status < 400 && !isCatchAll(attempt, http!),
      )
      if (good.length === probed.length)
        return pass(
          good.map(({ path, attempt }) => attemptEvidence(path, attempt)),
          good.length,
        )
      const lost = probed.filter(({ attempt }) => attempt.ok && attempt.exchange.status === 404)
      const direct = lost.filter(({ port }) => http!.local && (port === undefined || http!.origin.endsWith(`:${port}`)))
      if (direct.length === 0) return unknown('what the probes reach may be another address than this one')
      return fail(
        direct.map(({ path, what, attempt, evidence }) => ({
          message: `${what} asks for ${path}, which answers 404`,
          evidence: [evidence, attemptEvidence(path, attempt)],
          severity: 'critical',
          key: `${what} ${path}`,
        })),
        good.length,
      )
    },
  },
})

function matches(pattern: string, path: string): boolean {
  const clean = (text: string): string => text.replace(/\/+$/, '') || '/'
  return clean(pattern) === clean(path)
}

function answers(http: HttpView, path: string): boolean {
  return http.routes.some(
    (route) => /^(GET|HEAD|ALL)$/.test(route.method) && (matches(route.path, path) || patternOf(route.path).test(path)),
  )
}

/** `/users/:id`, `/files/*`: a route with parameters as a pattern. */
function patternOf(path: string): RegExp {
  const escaped = path
    .split('/')
    .map((part) =>
      part.startsWith(':') || /^\[.*\]$/.test(part)
        ? '[^/]+'
        : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*+\w*/g, '.*'),
    )
  return new RegExp(`^${escaped.join('/')}/?$`)
}

/** What might answer the path without having been seen. */
function reasonToDoubt(http: HttpView): string | undefined {
  if (http.open) return http.openReasons.join(' and ')
  if (http.routes.length === 0) return 'no routes were found at all'
  if (http.routes.some(({ exact }) => !exact)) return 'the path of some routes is only known at run time'
  if (http.apps.some(({ framework }) => framework === 'next')) return 'Next.js can rewrite paths'
  const isStatic = http.apps.some(({ middleware }) =>
    middleware.some(({ value }) => value.kind === 'instance' && /static|serve|proxy|swagger/i.test(value.name)),
  )
  if (isStatic) return 'static files or a proxy may answer it'
  return http.apps.length > 1 ? 'several applications run in the project' : undefined
}
