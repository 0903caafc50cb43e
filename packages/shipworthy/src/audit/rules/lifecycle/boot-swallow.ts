import { callAt, codeAt } from '../../derive/evidence.ts'
import { siteOf, type CallEvent } from '../../derive/execution/call-event.ts'
import type { Execution } from '../../derive/execution/execution.ts'
import { isNode } from '../../derive/program/file-index.ts'
import type { Value } from '../../derive/program/value.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { judgeFailedStart } from '../judge-failed-start.ts'
import { running, silent } from '../live-example-kit.ts'
import { defineRule, fail, pass, unknown, notApplicable, type FindingDraft } from '../rule.ts'
import { badDatabaseStart, startedService } from '../started-service.ts'

/** Calls that a start-up stands or falls with. */
const STARTS =
  /\.(listen|start|connect|authenticate|sync|initialize|bootstrap)$|^mongoose\.connect$|^typeorm\.createConnections?$|^@nestjs\/core\.NestFactory\.create|^@hono\/node-server\.serve$/
const ENDS =
  /^process\.(exit|abort|kill|reallyExit)$|\.(exit|fatal|crash|shutdown|die)$|^(exit|shutdown|die|terminate)\w*$/i
const RETRIES = /^(setTimeout|setInterval|async-retry|p-retry)|retry|reconnect/i

export default defineRule({
  id: 'lifecycle/boot-swallow',
  catalogue: 'LF08',
  title: 'A failed start does not end the process',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'program'],
  tokens: { words: ['.listen(', '.connect('] },
  why: 'When the database is unreachable or the port is taken, the process should exit with an error so that the orchestrator restarts it and the deploy stops. If the failure is only logged, a dead service counts as running.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Log the error and exit with a code other than 0, or do not catch it: Node ends on an unhandled rejection.',
      code: 'main().catch((error) => {\n  logger.fatal(error)\n  process.exit(1)\n})',
    },
  ],
  references: [
    { title: 'Node.js: unhandled rejections', url: 'https://nodejs.org/api/cli.html#--unhandled-rejectionsmode' },
    {
      title: 'Node.js best practices: exit on fatal errors',
      url: 'https://github.com/goldbergyoni/nodebestpractices/blob/master/sections/errorhandling/shuttingtheprocess.md',
    },
  ],
  falsePositives: [
    'A start that tries again until it succeeds.',
    'A start that is not caught at all: Node 15 and later exit on the unhandled rejection.',
    '`process.exitCode` or a rethrow in the handler.',
    'A service that starts, and whose readiness says that it is not ready.',
  ],
  examples: [
    {
      name: 'the handler exits',
      outcome: 'pass',
      files: project('express@5', {
        'server.js':
          "const app = require('express')()\nasync function main() { app.listen(3000) }\nmain().catch((error) => { console.error(error); process.exit(1) })\n",
      }),
    },
    {
      name: 'nothing is caught',
      outcome: 'pass',
      files: project('express@5', { 'server.js': "const app = require('express')()\napp.listen(3000)\n" }),
    },
    {
      name: 'it tries again',
      outcome: 'pass',
      files: project('express@5 mongoose@8', {
        'server.js':
          "const app = require('express')()\nconst mongoose = require('mongoose')\nfunction connect() { mongoose.connect(process.env.DB).catch(() => setTimeout(connect, 1000)) }\nconnect()\napp.listen(3000)\n",
      }),
    },
    {
      name: 'the error is only logged',
      outcome: 'fail',
      line: 3,
      files: project('express@5', {
        'server.js':
          "const app = require('express')()\nasync function main() { app.listen(3000) }\nmain().catch(console.error)\n",
      }),
    },
    {
      name: 'the connection error is only logged',
      outcome: 'fail',
      line: 3,
      files: project('express@5 mongoose@8', {
        'server.js':
          "const app = require('express')()\nconst mongoose = require('mongoose')\nmongoose.connect(process.env.DB).then(() => app.listen(3000)).catch((error) => console.log(error))\n",
      }),
    },
    {
      name: 'try and catch around the start',
      outcome: 'fail',
      line: 4,
      files: project('fastify@5', {
        'server.js':
          "const app = require('fastify')()\nasync function main() {\n  try { await app.listen({ port: 3000 }) }\n  catch (error) { app.log.error(error) }\n}\nmain()\n",
      }),
    },
    {
      name: 'a handler that cannot be followed',
      outcome: 'unknown',
      files: project('express@5', {
        'server.js':
          "const app = require('express')()\nconst onError = require('company-errors')\nasync function main() { app.listen(3000) }\nmain().catch(onError)\n",
      }),
    },
    {
      name: 'started without its database it ends with an error',
      outcome: 'pass',
      live: running({
        process: startedService({ badDatabase: badDatabaseStart({ exit: { code: 1, afterMs: 420 } }) }),
      }),
    },
    {
      name: 'started without its database it says that it is not ready',
      outcome: 'pass',
      live: running({
        process: startedService({
          badDatabase: badDatabaseStart({
            listens: true,
            health: [{ path: '/ready', role: 'readiness', status: 503, text: '{"status":"fail"}' }],
          }),
        }),
      }),
    },
    {
      name: 'started without its database it stays and serves nothing',
      outcome: 'fail',
      severity: 'critical',
      live: running({ process: startedService({ badDatabase: badDatabaseStart() }) }),
    },
    {
      name: 'started without its database it serves all the same',
      outcome: 'fail',
      severity: 'warning',
      live: running({ process: startedService({ badDatabase: badDatabaseStart({ listens: true }) }) }),
    },
    {
      name: 'started without its database it ends with 0',
      outcome: 'fail',
      severity: 'warning',
      live: running({ process: startedService({ badDatabase: badDatabaseStart({ exit: { code: 0, afterMs: 90 } }) }) }),
    },
    {
      name: 'started without its database it goes on trying',
      outcome: 'unknown',
      live: running({
        process: startedService({ badDatabase: badDatabaseStart({ attempts: 9, lastAttemptMs: 36_000 }) }),
      }),
    },
    {
      name: 'it asks its database later',
      outcome: 'unknown',
      live: running({ process: startedService({ badDatabase: badDatabaseStart({ listens: true, attempts: 0 }) }) }),
    },
    { name: 'it does not start at all', outcome: 'unknown', live: silent('process', 'it ended with 1 after 90 ms') },
    {
      name: 'a command-line tool',
      outcome: 'not-applicable',
      files: project('', { 'cli.js': "console.log('hello')\n" }),
    },
  ],
  evaluate({ service, program }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    if (service.listeners.length === 0) return notApplicable('its framework starts it')
    const findings: FindingDraft[] = []
    const good: CallEvent[] = []
    let open: CallEvent | undefined
    for (const event of program.events) {
      // What a start only perhaps runs, such as a job by its name, is no part of the start.
      if (event.phase !== 'boot' || event.force !== 'on') continue
      if (event.call.callee && isCatchOfStart(program, event)) {
        const state = handlerState(program, program.evaluator.argument(siteOf(event), 0))
        if (state === 'swallows')
          findings.push({ message: 'a failed start is caught and the process goes on', evidence: [callAt(event)] })
        else if (state === 'open') open = event
        else good.push(event)
      } else if (STARTS.test(event.name)) findings.push(...swallowedAround(event))
    }
    if (findings.length > 0) return fail(findings, good.length)
    if (open) return unknown('what happens when the start fails could not be followed', [callAt(open)])
    const [shown] = good.length > 0 ? good : service.listeners
    return pass(callAt(shown!, good.length > 0 ? 'ends the process' : 'not caught: Node exits on the error'))
  },
  live: {
    parts: ['process'],
    evaluate: ({ process }) =>
      process!.badDatabase
        ? judgeFailedStart(process!.badDatabase)
        : notApplicable('no variable of its environment names a database, so a start without one was not tried'),
  },
})

/** `….catch(…)` on a promise that starts something. */
function isCatchOfStart(program: Execution, event: CallEvent): boolean {
  const { callee } = event.call
  if (!isNode(callee) || callee.type !== 'member' || callee.property !== 'catch') return false
  let receiver = callee.object
  for (let depth = 0; depth < 6; depth++) {
    if (!isNode(receiver) || receiver.type !== 'call') return false
    const site = { file: event.file, call: receiver.call, frame: event.frame }
    const target = program.evaluator.callee(site)
    if (target.kind === 'external' && STARTS.test(target.name)) return true
    if (target.kind === 'function' && program.traceTo(target, STARTS).some(({ phase }) => phase !== 'unseen'))
      return true
    const inner = event.file.calls[receiver.call]!.callee
    if (!isNode(inner) || inner.type !== 'member') return false
    receiver = inner.object
  }
  return false
}

function handlerState(program: Execution, handler: Value | undefined): 'ends' | 'swallows' | 'open' {
  if (!handler) return 'swallows'
  if (handler.kind === 'external')
    return /^console\.|\.(error|warn|log|info)$/.test(handler.name)
      ? 'swallows'
      : ENDS.test(handler.name)
        ? 'ends'
        : 'open'
  if (handler.kind !== 'function') return 'open'
  const fact = handler.file.functions[handler.index]!
  if (fact.throws.length > 0 || setsExitCode(handler.file, fact.at, fact.end)) return 'ends'
  return program.trace(handler).some(({ name }) => ENDS.test(name) || RETRIES.test(name)) ? 'ends' : 'swallows'
}

function setsExitCode(file: CallEvent['file'], from: number, to: number): boolean {
  return file.text.slice(from, to).includes('process.exitCode')
}

/** `try { await app.listen() } catch { log }` in the function that makes the call. */
function swallowedAround({ file, call }: CallEvent): FindingDraft[] {
  for (const fn of file.functions) {
    for (const { from, to, handlerFrom, handlerTo } of fn.catches) {
      if (call.at < from || call.at > to || call.use === 'value') continue
      const text = file.text.slice(handlerFrom, handlerTo)
      if (
        /process\.exit|exitCode|throw\b|process\.kill|process\.abort|setTimeout|retr|reject\(|next\(|return\b|exit\(|shutdown|continue/i.test(
          text,
        )
      )
        continue
      return [
        {
          message: 'a failed start is caught and the process goes on',
          evidence: [codeAt(file, handlerFrom), codeAt(file, call.nameAt)],
        },
      ]
    }
  }
  return []
}
