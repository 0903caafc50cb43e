import { callAt, codeAt, probed } from '../../derive/evidence.ts'
import { exchangeEvidence } from '../../derive/live/describe-exchange.ts'
import { errorAnswers } from '../../derive/live/error-answers.ts'
import { findLeak, type Leak } from '../../derive/live/error-leaks.ts'
import { pathOf } from '../../facts/live/catch-all.ts'
import type { Exchange } from '../../facts/live/exchange.ts'
import { posted, service as answering } from '../live-example-http.ts'
import { running } from '../live-example-kit.ts'
import { siteOf, type CallEvent } from '../../derive/execution/call-event.ts'
import type { Execution } from '../../derive/execution/execution.ts'
import { lastName } from '../../derive/program/names.ts'
import type { Value } from '../../derive/program/value.ts'
import { unlessWeb } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, pass, unknown, type FindingDraft } from '../rule.ts'

const WHAT: Record<Leak['kind'], string> = {
  stack: 'a stack trace',
  query: 'an error of the database',
  path: 'the path of a file',
}
const STACK =
  '{"error":"Unexpected token","stack":"SyntaxError\\n    at parse (/app/node_modules/body-parser/index.js:93:21)"}'
const malformed = (status: number, body: string, local = false) =>
  running(
    {
      http: answering([], {
        local,
        trials: { 'body:malformed-json': [posted('/orders', { status, body, sentBody: '{' })] },
      }),
    },
    { active: true },
  )

/** Ways to answer a request, on anything a framework hands over. */
const ANSWERS =
  /^(\?\.|fastify\(\)\.|Response\.|next\/server\.NextResponse\.|koa\.)?(json|send|end|write|render|jsonp|html|text|body|Response)$/

const APP = (handler: string): Record<string, string> =>
  project('express@5', {
    'server.js': `const app = require('express')()\napp.get('/', (req, res) => res.send('ok'))\napp.use((error, req, res, next) => {\n${handler}\n})\napp.listen(3000)\n`,
  })

export default defineRule({
  id: 'error-handling/stack-leak',
  catalogue: 'ER02',
  title: 'Stack traces reach the client',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'http', 'program'],
  tokens: { words: ['.stack', 'errorhandler'] },
  why: 'A stack trace tells an attacker which libraries and versions run, where files lie and which query failed. It helps nobody else.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Log the error; send a message and an id by which it can be found in the log.',
      code: "logger.error({ err, requestId })\nres.status(500).json({ error: 'Internal error', requestId })",
    },
  ],
  references: [
    { title: 'OWASP: improper error handling', url: 'https://owasp.org/www-community/Improper_Error_Handling' },
    { title: 'OWASP ASVS 5.0, V16.5.1', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' },
  ],
  falsePositives: [
    'A stack that is sent only outside production.',
    'A stack that is logged.',
    'A property called stack that is no stack trace.',
    'A local service, which may not run as production: a warning.',
  ],
  examples: [
    {
      name: 'sent unless an answer has begun',
      outcome: 'fail',
      files: project('express@5', {
        'server.js':
          "const app = require('express')()\napp.get('/', (req, res) => res.send('ok'))\napp.use((error, req, res, next) => {\n  if (res.headersSent) return next(error)\n  res.status(500).json({ message: error.message, stack: error.stack })\n})\napp.listen(3000)\n",
      }),
    },
    { name: 'only a message', outcome: 'pass', files: APP("  res.status(500).json({ error: 'failed' })") },
    {
      name: 'the stack outside production only',
      outcome: 'pass',
      files: APP(
        "  res.status(500).json({ error: error.message, ...(process.env.NODE_ENV !== 'production' && { stack: error.stack }) })",
      ),
    },
    { name: 'the stack is logged', outcome: 'pass', files: APP('  console.error(error.stack)\n  res.sendStatus(500)') },
    {
      name: 'the stack is sent',
      outcome: 'fail',
      line: 4,
      files: APP('  res.status(500).json({ message: error.message, stack: error.stack })'),
    },
    {
      name: 'the development error handler, always on',
      outcome: 'fail',
      says: 'errorhandler',
      files: project('express@5 errorhandler@1', {
        'server.js': "const app = require('express')()\napp.use(require('errorhandler')())\napp.listen(3000)\n",
      }),
    },
    {
      name: 'the running system answers with a message only',
      outcome: 'pass',
      live: malformed(400, '{"error":"not JSON"}'),
    },
    {
      name: 'the running system shows a stack',
      outcome: 'fail',
      severity: 'critical',
      says: 'a stack trace',
      live: malformed(400, STACK),
    },
    {
      name: 'the same on this machine',
      outcome: 'fail',
      severity: 'warning',
      says: 'NODE_ENV',
      live: malformed(400, STACK, true),
    },
    {
      name: 'the running system shows a query',
      outcome: 'fail',
      severity: 'warning',
      says: 'database',
      live: malformed(500, '{"error":"syntax error at or near \\"shipworthy\\""}'),
    },
    { name: 'nothing failed', outcome: 'unknown', says: 'nothing failed', live: running({ http: answering([]) }) },
    {
      name: 'a worker',
      outcome: 'not-applicable',
      files: project('bullmq@5', {
        'worker.js': "const { Worker } = require('bullmq')\nnew Worker('mail', async () => {})\n",
      }),
    },
    {
      name: 'behind a condition that is not known',
      outcome: 'unknown',
      files: APP(
        '  const body = { message: error.message }\n  if (req.user.isStaff) body.stack = error.stack\n  if (req.user.isStaff) return res.json({ stack: error.stack })\n  res.status(500).json(body)',
      ),
    },
  ],
  evaluate({ service, http, program }) {
    const inapplicable = unlessWeb(service)
    if (inapplicable) return inapplicable
    const findings: FindingDraft[] = []
    let open: CallEvent | undefined
    for (const event of answersOf(program)) {
      const leaks = program.evaluator.arguments(siteOf(event)).some((value) => holdsStack(value, 0))
      if (!leaks) continue
      if (isSure(program, event))
        findings.push({ message: 'the stack of the error is part of the answer', evidence: [callAt(event)] })
      else if (event.force === 'maybe') open = event
    }
    for (const app of http.apps) {
      const mounted = app.middleware.find(
        ({ value, force }) => force === 'on' && value.kind === 'instance' && /^errorhandler(\(\))?$/.test(value.name),
      )
      if (mounted)
        findings.push({
          message: 'errorhandler answers with the full stack and is mounted in production',
          evidence: [codeAt(mounted.file, mounted.at)],
        })
    }
    if (findings.length > 0) return fail(findings)
    if (open) return unknown('a stack is sent under a condition that is only known at run time', [callAt(open)])
    const handler = http.apps.flatMap(({ errorHandlers }) => errorHandlers)[0]
    const [app] = http.apps
    if (handler) return pass({ ...codeAt(handler.file, handler.at), note: 'no answer carries a stack' })
    return app
      ? pass({ ...codeAt(app.file, app.at), note: 'no answer carries a stack' })
      : unknown('no HTTP application was found')
  },
  live: {
    parts: ['http'],
    evaluate({ http }) {
      const answers = errorAnswers(http!)
      const leaking = answers.flatMap(({ exchange }) => {
        const leak = findLeak(exchange.body.replaceAll(pathOf(exchange.url), ''))
        return leak ? [{ exchange, leak }] : []
      })
      if (leaking.length > 0)
        return fail(
          leaking.map(({ exchange, leak }) => leakFinding(exchange, leak, http!.local)),
          answers.length - leaking.length,
        )
      const thrown = answers.filter(({ isThrown }) => isThrown)
      return thrown.length > 0
        ? pass(
            thrown.map(({ exchange }) => exchangeEvidence(exchange)),
            thrown.length,
          )
        : unknown('nothing failed while it was asked, so no answer of an error handler was seen')
    },
  },
})

/** It is sent in production; asking whether an answer has begun does not keep the stack out of it. */
function isSure({ evaluator }: Execution, { force, phase, file, call, frame }: CallEvent): boolean {
  if (force === 'on' || (force === 'maybe' && phase === 'unseen' && !call.guard)) return true
  const { guard } = evaluator.force(file, call.guard, frame)
  if (force !== 'maybe' || !guard || !/headersSent/.test(file.text.slice(guard.at, guard.at + 60))) return false
  return evaluator.force(file, guard.outer, frame).force === 'on'
}

function answersOf(program: Execution): CallEvent[] {
  return program.matching(ANSWERS).filter((event) => event.phase !== 'boot' && event.force !== 'off' && isAnswer(event))
}

/** `res.json(…)`, `reply.code(500).send(…)`, `new Response(…)`: not `logger.send(…)` or `console.…`. */
function isAnswer({ name, file, call }: CallEvent): boolean {
  if (!name.startsWith('?.')) return true
  const written = file.text.slice(call.at, call.nameAt)
  return /\b(res|resp|response|reply|ctx|c|context|rep)\b/i.test(written) && lastName(name) !== 'text'
}

const MAX_NESTING = 4

function holdsStack(value: Value, nesting: number): boolean {
  if (nesting > MAX_NESTING) return false
  switch (value.kind) {
    case 'parameter':
      return value.path.at(-1) === 'stack'
    case 'text':
      return value.parts.some((part) => typeof part !== 'string' && holdsStack(part, nesting + 1))
    case 'record':
      return value.keys().some((key) => {
        const inner = value.get(key)
        return inner !== undefined && holdsStack(inner, nesting + 1)
      })
    case 'list':
      return value.items().some((item) => holdsStack(item, nesting + 1))
    case 'external':
      return (
        /^string\.|^array\./.test(value.name) && value.receiver !== undefined && holdsStack(value.receiver, nesting + 1)
      )
    case 'instance':
      return (
        value.parent !== undefined &&
        /^\w*\.?(split|toString|replace|slice|trim)\(\)$/.test(lastName(value.name)) &&
        holdsStack(value.parent, nesting + 1)
      )
    default:
      return false
  }
}

function leakFinding({ method, url, status }: Exchange, { kind, shown }: Leak, local: boolean): FindingDraft {
  const address = `${method} ${pathOf(url)}`
  return {
    message: `${address} answers ${status} with ${WHAT[kind]}`,
    evidence: [
      probed(address, `${status} … ${shown}`, local ? 'a local service may run with another NODE_ENV' : undefined),
    ],
    severity: kind === 'stack' && !local ? 'critical' : 'warning',
    key: `${address} ${kind}`,
  }
}
