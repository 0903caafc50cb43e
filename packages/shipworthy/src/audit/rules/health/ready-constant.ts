import { callAt } from '../../derive/evidence.ts'
import type { FaultPath } from '../../facts/live/fault-facts.ts'
import { asksDatastore } from '../../derive/datastores/datastore-calls.ts'
import type { HealthEndpoint } from '../../derive/http/health-endpoint.ts'
import { isNode } from '../../derive/program/file-index.ts'
import type { CallEvent } from '../../derive/execution/call-event.ts'
import { unlessWeb } from '../applicability.ts'
import { cutOffService, faultPath } from '../cut-off-service.ts'
import { project } from '../example-kit.ts'
import { judgeReadiness } from '../judge-readiness.ts'
import { running, silent } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const APP = "const app = require('express')()\nconst { Pool } = require('pg')\nconst pool = new Pool()\n"

export default defineRule({
  id: 'health/ready-constant',
  catalogue: 'HE05',
  title: 'Readiness does not look at the database',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'health', 'datastores', 'http'],
  why: 'An instance that cannot reach its database answers every request with an error. If readiness is a constant 200, the load balancer keeps sending it traffic.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Ask the database in the readiness route and answer 503 when it fails.',
      code: "app.get('/health/ready', async (req, res) => {\n  try {\n    await pool.query('SELECT 1')\n    res.sendStatus(200)\n  } catch {\n    res.sendStatus(503)\n  }\n})",
    },
    {
      for: 'nest',
      effort: 'S',
      text: 'Give terminus an indicator for the database.',
      code: "this.health.check([() => this.db.pingCheck('database')])",
    },
  ],
  references: [
    {
      title: 'Kubernetes: readiness probes',
      url: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/#readiness-probe',
    },
  ],
  falsePositives: [
    'Services without a database.',
    'Liveness endpoints, which must not ask.',
    'Terminus and under-pressure, which turn a failed check into 503.',
  ],
  examples: [
    {
      name: 'it asks and fails',
      outcome: 'pass',
      files: project('express@5 pg@8', {
        'server.js': `${APP}app.get('/ready', async (req, res) => { await pool.query('SELECT 1'); res.send('ok') })\napp.listen(3000)\n`,
      }),
    },
    {
      name: 'a constant answer',
      outcome: 'fail',
      line: 4,
      files: project('express@5 pg@8', {
        'server.js': `${APP}app.get('/health', (req, res) => res.send('ok'))\napp.get('/users', async (req, res) => res.json(await pool.query('SELECT * FROM users')))\napp.listen(3000)\n`,
      }),
    },
    {
      name: 'it asks and answers 200 all the same',
      outcome: 'fail',
      says: '200',
      files: project('express@5 pg@8', {
        'server.js': `${APP}app.get('/health', async (req, res) => {\n  let db = 'up'\n  try { await pool.query('SELECT 1') } catch { db = 'down' }\n  res.json({ db })\n})\napp.listen(3000)\n`,
      }),
    },
    {
      name: 'seen to turn and to come back',
      outcome: 'pass',
      live: running({ faults: cutOffService([faultPath('/ready', 'readiness', [200, 503, 200])]) }, { active: true }),
    },
    {
      name: 'seen to stay',
      outcome: 'fail',
      says: 'without its database',
      live: running({ faults: cutOffService([faultPath('/ready', 'readiness', [200, 200, 200])]) }, { active: true }),
    },
    {
      name: 'it says in words that it is degraded, and means to stay',
      outcome: 'pass',
      live: running({ faults: cutOffService([degraded('/ready')]) }, { active: true }),
    },
    {
      name: 'seen not to come back',
      outcome: 'fail',
      says: 'does not come back',
      live: running({ faults: cutOffService([faultPath('/ready', 'readiness', [200, 503, 503])]) }, { active: true }),
    },
    {
      name: 'it was not ready before',
      outcome: 'unknown',
      live: running({ faults: cutOffService([faultPath('/ready', 'readiness', [503, 503, 503])]) }, { active: true }),
    },
    {
      name: 'the database could not be cut off',
      outcome: 'unknown',
      live: silent('faults', 'no variable of the service names this database'),
    },
    {
      name: 'no database',
      outcome: 'not-applicable',
      files: project('express@5', {
        'server.js':
          "const app = require('express')()\napp.get('/health', (req, res) => res.send('ok'))\napp.listen(3000)\n",
      }),
    },
    {
      name: 'a handler from a package',
      outcome: 'unknown',
      files: project('express@5 pg@8', {
        'server.js': `${APP}app.get('/ready', require('company-health').ready(pool))\napp.listen(3000)\n`,
      }),
    },
  ],
  evaluate({ service, health, datastores }) {
    const inapplicable = unlessWeb(service)
    if (inapplicable) return inapplicable
    if (datastores.databases.length === 0 && !datastores.prisma) return notApplicable('no database')
    const all = health.endpoints.filter(({ force }) => force !== 'off')
    const endpoints = all.some(({ kind }) => kind !== 'liveness') ? all.filter(({ kind }) => kind !== 'liveness') : all
    if (endpoints.length === 0) return notApplicable('no health endpoint (see health/missing)')
    const judged = endpoints.map((endpoint) => ({ endpoint, state: judge(endpoint) }))
    const good = judged.find(({ state }) => state === 'asks')
    if (good) return pass({ ...good.endpoint.evidence, note: `${good.endpoint.path} asks the database` })
    const open = judged.find(({ state }) => state === 'open')
    if (open) return unknown(`what ${open.endpoint.path} does could not be followed`, [open.endpoint.evidence])
    return fail(
      judged.slice(0, 1).map(({ endpoint, state }) => ({
        message:
          state === 'ignores'
            ? `${endpoint.path} asks the database and answers 200 whatever it says`
            : `${endpoint.path} answers without asking the database`,
        evidence: [
          endpoint.evidence,
          ...endpoint.calls
            .filter((event) => asksDatastore(event))
            .slice(0, 1)
            .map((event) => callAt(event)),
        ],
      })),
    )
  },
  live: { parts: ['faults'], evaluate: ({ faults }) => judgeReadiness(faults!) },
})

function judge({ calls, functions, library }: HealthEndpoint): 'asks' | 'ignores' | 'constant' | 'open' {
  if (functions.length === 0)
    return library === 'under-pressure' || library === 'fastify-healthcheck' ? 'constant' : 'open'
  const asked = calls.find(
    (event) => event.force !== 'off' && (asksDatastore(event) === 'database' || asksDatastore(event) === 'likely'),
  )
  if (!asked) return calls.some((event) => isOpaqueCheck(event)) ? 'open' : 'constant'
  return library ||
    calls.some(({ name }) => name.startsWith('@nestjs/terminus.HealthCheckService')) ||
    canFail(asked, calls, functions)
    ? 'asks'
    : 'ignores'
}

/** A call of something unknown whose name says that it checks. */
function isOpaqueCheck({ name, callee }: CallEvent): boolean {
  return (
    (callee.kind === 'unknown' || callee.kind === 'external') &&
    /(check|health|ping|ready|status|connected|alive)/i.test(name) &&
    !/^\?\.(status|sendStatus)$|\.(json|send|code|log|info)$/.test(name) &&
    callee.kind === 'unknown'
  )
}

/** The failure reaches the client: it is not caught, or what catches it sets an error status or throws. */
function canFail(asked: CallEvent, calls: readonly CallEvent[], functions: HealthEndpoint['functions']): boolean {
  if (!isCaught(asked)) return true
  const owners = functions.map(({ file, index }) => file.functions[index]!)
  return (
    calls.some(
      ({ call, name }) =>
        /(^|\.)(status|code|sendStatus|writeHead|throw|response|json|Response|NextResponse)$/.test(name) &&
        call.args.some((argument) => isErrorStatus(argument)),
    ) ||
    calls.some(({ name, call }) => name === '?next' && call.args.length > 0) ||
    functions.some(({ file, index }) => setsStatus(file, file.functions[index]!.at, file.functions[index]!.end)) ||
    owners.some(({ throws }) => throws.length > 0) ||
    calls.some(({ file, call }) =>
      setsStatus(file, file.functions[call.function]!.at, file.functions[call.function]!.end),
    )
  )
}

function isCaught({ file, call }: CallEvent): boolean {
  return file.functions.some(({ catches }) => catches.some(({ from, to }) => call.at >= from && call.at <= to))
}

/** `503`, `{ status: 503 }`, `ok ? 200 : 503`, `HttpStatus.SERVICE_UNAVAILABLE` */
function isErrorStatus(argument: unknown): boolean {
  if (typeof argument === 'number') return argument >= 400
  const expression = argument as Parameters<typeof isNode>[0]
  if (!isNode(expression)) return false
  if (expression.type === 'conditional') return isErrorStatus(expression.then) || isErrorStatus(expression.else)
  if (expression.type === 'logical') return isErrorStatus(expression.left) || isErrorStatus(expression.right)
  if (expression.type === 'object')
    return expression.entries.some(
      ({ key, value }) => (key === 'status' || key === 'statusCode') && isErrorStatus(value),
    )
  if (expression.type === 'member') return /UNAVAILABLE|INTERNAL|ERROR|FAIL/i.test(expression.property)
  return expression.type === 'identifier'
}

/** `ctx.status = 500`, `res.statusCode = 503`, `set.status = 503` within a range. */
function setsStatus(file: CallEvent['file'], from: number, to: number): boolean {
  return file.assignments.some(
    ({ target, value, at }) =>
      at >= from &&
      at <= to &&
      isNode(target) &&
      ((target.type === 'member' && /^status(Code)?$/.test(target.property)) ||
        (target.type === 'identifier' && /status|code/i.test(target.name))) &&
      (isErrorStatus(value) || typeof value !== 'number'),
  )
}

function degraded(path: string): FaultPath {
  const fault = faultPath(path, 'readiness', [200, 200, 200])
  return { ...fault, during: { ...fault.during, text: '{"status":"degraded"}' } }
}
