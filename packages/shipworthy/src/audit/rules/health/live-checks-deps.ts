import { callAt } from '../../derive/evidence.ts'
import { asksDatastore } from '../../derive/datastores/datastore-calls.ts'
import type { HealthEndpoint } from '../../derive/http/health-endpoint.ts'
import { faultEvidence, isSuccess } from '../../derive/live/fault-evidence.ts'
import { unlessWeb } from '../applicability.ts'
import { cutOffService, faultPath } from '../cut-off-service.ts'
import { project } from '../example-kit.ts'
import { running, silent } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

const POOL = "const { Pool } = require('pg')\nconst pool = new Pool()\n"

export default defineRule({
  id: 'health/live-checks-deps',
  catalogue: 'HE04',
  title: 'Liveness asks the database',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'health', 'containers'],
  why: 'A failed liveness probe restarts the container. If it fails because the database is slow, every instance restarts at once, reconnects at once, and turns a hiccup into an outage.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Let liveness say only that the process answers; ask dependencies in readiness, which takes the instance out of traffic without killing it.',
      code: "app.get('/health/live', (req, res) => res.sendStatus(200))",
    },
  ],
  references: [
    {
      title: 'Kubernetes: configure probes',
      url: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
    },
    {
      title: 'Google SRE: addressing cascading failures',
      url: 'https://sre.google/sre-book/addressing-cascading-failures/',
    },
  ],
  falsePositives: ['One endpoint for everything that no liveness probe uses.', 'Readiness, which is meant to ask.'],
  examples: [
    {
      name: 'liveness answers by itself',
      outcome: 'pass',
      files: project('express@5 pg@8', {
        'server.js': `const app = require('express')()\n${POOL}app.get('/live', (req, res) => res.send('ok'))\napp.get('/ready', async (req, res) => { await pool.query('SELECT 1'); res.send('ok') })\napp.listen(3000)\n`,
      }),
    },
    {
      name: 'liveness asks the database',
      outcome: 'fail',
      line: 4,
      files: project('express@5 pg@8', {
        'server.js': `const app = require('express')()\n${POOL}app.get('/live', async (req, res) => { await pool.query('SELECT 1'); res.send('ok') })\napp.listen(3000)\n`,
      }),
    },
    {
      name: 'a general endpoint under a Kubernetes liveness probe',
      outcome: 'fail',
      says: 'livenessProbe',
      files: project('express@5 pg@8', {
        'server.js': `const app = require('express')()\n${POOL}app.get('/health', async (req, res) => { await pool.query('SELECT 1'); res.send('ok') })\napp.listen(3000)\n`,
        'k8s/app.yaml':
          'apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n        - name: api\n          livenessProbe:\n            httpGet: { path: /health, port: 3000 }\n',
      }),
    },
    {
      name: 'seen to answer without the database',
      outcome: 'pass',
      live: running({ faults: cutOffService([faultPath('/livez', 'liveness', [200, 200, 200])]) }, { active: true }),
    },
    {
      name: 'seen to fail without the database',
      outcome: 'fail',
      says: '503 without its database',
      live: running({ faults: cutOffService([faultPath('/livez', 'liveness', [200, 503, 200])]) }, { active: true }),
    },
    {
      name: 'the database could not be cut off',
      outcome: 'unknown',
      live: silent('faults', 'no variable of the service names this database'),
    },
    {
      name: 'one endpoint for everything',
      outcome: 'not-applicable',
      files: project('express@5 pg@8', {
        'server.js': `const app = require('express')()\n${POOL}app.get('/health', async (req, res) => { await pool.query('SELECT 1'); res.send('ok') })\napp.listen(3000)\n`,
      }),
    },
    {
      name: 'a handler from a package',
      outcome: 'unknown',
      files: project('express@5', {
        'server.js':
          "const app = require('express')()\napp.get('/live', require('company-health').live)\napp.listen(3000)\n",
      }),
    },
  ],
  evaluate({ service, health, containers }) {
    const inapplicable = unlessWeb(service)
    if (inapplicable) return inapplicable
    const probed = containers.kubernetes.flatMap(({ containers: list }) =>
      list.flatMap(({ probes }) => probes.filter(({ kind }) => kind === 'liveness').map(({ path }) => path)),
    )
    const endpoints = health.endpoints.filter(({ kind, path }) => kind === 'liveness' || probed.includes(path))
    if (endpoints.length === 0) return notApplicable('no endpoint is made for liveness alone')
    const findings = endpoints.flatMap((endpoint) => findingFor(endpoint, probed.includes(endpoint.path)))
    if (findings.length > 0) return fail(findings, endpoints.length - findings.length)
    const followed = endpoints.filter(({ functions, library }) => functions.length > 0 || library)
    if (followed.length === 0)
      return unknown(
        'what the liveness endpoint does could not be followed',
        endpoints.map(({ evidence }) => evidence),
      )
    return pass(
      followed.map(({ evidence, path }) => ({ ...evidence, note: `${path} asks nothing else` })),
      followed.length,
    )
  },
  live: {
    parts: ['faults'],
    evaluate({ faults }) {
      const { paths, ended } = faults!
      if (ended) return unknown('the service ended when its database was cut off')
      const live = paths.filter(({ before }) => before.role === 'liveness' && isSuccess(before))
      if (live.length === 0) return notApplicable('no endpoint is made for liveness alone')
      const failing = live.filter(({ during }) => !isSuccess(during))
      if (failing.length === 0) return pass(live.flatMap(faultEvidence), live.length)
      return fail(
        failing.map((path) => ({
          message: `${path.before.path} answers ${path.during.status ?? 'nothing'} without its database: when that is away, every instance is restarted`,
          evidence: faultEvidence(path),
          key: `GET ${path.before.path}`,
        })),
        live.length - failing.length,
      )
    },
  },
})

function findingFor({ calls, evidence, path }: HealthEndpoint, probed: boolean): FindingDraft[] {
  const asked = calls.find((event) => event.force !== 'off' && asksDatastore(event))
  if (!asked) return []
  const how = probed ? `${path} is the livenessProbe and asks a datastore` : `${path} asks a datastore`
  return [{ message: `${how}: when that is slow, every instance is restarted`, evidence: [evidence, callAt(asked)] }]
}
