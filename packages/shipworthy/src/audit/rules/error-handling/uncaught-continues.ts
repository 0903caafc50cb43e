import { callAt, siteAt } from '../../derive/evidence.ts'
import { siteOf, type CallEvent } from '../../derive/execution/call-event.ts'
import type { Execution } from '../../derive/execution/execution.ts'
import { processListeners } from '../../derive/process-listeners.ts'
import { possibilities, type RecordValue, type Site, type Value } from '../../derive/program/value.ts'
import type { PackagesView } from '../../derive/packages-view.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

const SERVER = (listener: string, dependencies = ''): Record<string, string> =>
  project(`express@5 ${dependencies}`, {
    'server.js': `const app = require('express')()\nprocess.on('uncaughtException', ${listener})\napp.listen(3000)\n`,
  })
const WINSTON = (options: string): Record<string, string> =>
  project('express@5 winston@3', {
    'server.js': `const app = require('express')()\nconst winston = require('winston')\nwinston.createLogger({\n  ${options}\n})\napp.listen(3000)\n`,
  })

export default defineRule({
  id: 'error-handling/uncaught-continues',
  catalogue: 'ER05',
  title: 'The process goes on after an uncaught exception',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'program', 'packages'],
  tokens: { words: ['uncaughtException', 'exitOnError'], packages: ['close-with-grace', 'winston', '@sentry/*'] },
  why: 'After an uncaught exception the state of the process is not known: locks are held, connections are checked out, a response was never sent. Node.js says that it is not safe to go on. A process that ends is replaced in seconds by a clean one; one that goes on fails in ways that nobody can explain.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Remove the listener, or end the process after logging. To learn of the error without changing what Node.js does, listen for `uncaughtExceptionMonitor`.',
      code: "process.on('uncaughtException', (error) => {\n  logger.fatal(error, 'uncaught exception')\n  process.exit(1)\n})",
    },
    { for: 'any', effort: 'S', text: 'winston: leave `exitOnError` at its default, which is to exit.' },
  ],
  references: [
    {
      title: "Node.js: using 'uncaughtException' correctly",
      url: 'https://nodejs.org/api/process.html#warning-using-uncaughtexception-correctly',
    },
  ],
  falsePositives: [
    'close-with-grace and other libraries that end the process.',
    'A listener that exits in a function it calls, after the server has closed, or only for errors that it does not know.',
    '`uncaughtExceptionMonitor`, which changes nothing.',
    'Sentry, which ends the process unless other listeners are there.',
    'A listener of development only.',
  ],
  examples: [
    { name: 'exits', outcome: 'pass', line: 2, files: SERVER('(error) => { console.error(error); process.exit(1) }') },
    {
      name: 'exits for errors that it does not know',
      outcome: 'pass',
      files: SERVER('(error) => { console.error(error); if (!error.isOperational) process.exit(1) }'),
    },
    {
      name: 'close-with-grace ends it',
      outcome: 'pass',
      files: project('express@5 close-with-grace@2', {
        'server.js':
          "const app = require('express')()\nconst server = app.listen(3000)\nrequire('close-with-grace')(async () => { server.close() })\n",
      }),
    },
    {
      name: 'Sentry is told to end it',
      outcome: 'pass',
      files: project('express@5 @sentry/node@9', {
        'server.js':
          "const Sentry = require('@sentry/node')\nSentry.init({ integrations: [Sentry.onUncaughtExceptionIntegration({ exitEvenIfOtherHandlersAreRegistered: true })] })\nprocess.on('uncaughtException', console.error)\nrequire('express')().listen(3000)\n",
      }),
    },
    { name: 'only logs', outcome: 'fail', line: 2, files: SERVER('(error) => { console.error(error) }') },
    {
      name: 'only tells Sentry',
      outcome: 'fail',
      line: 3,
      files: project('express@5 @sentry/node@9', {
        'server.js':
          "const Sentry = require('@sentry/node')\nSentry.init({})\nprocess.on('uncaughtException', (error) => Sentry.captureException(error))\nrequire('express')().listen(3000)\n",
      }),
    },
    {
      name: 'winston is told not to exit',
      outcome: 'fail',
      says: 'exitOnError',
      line: 4,
      files: WINSTON('exitOnError: false,\n  transports: [new winston.transports.Console({ handleExceptions: true })]'),
    },
    {
      name: 'winston does not handle exceptions',
      outcome: 'not-applicable',
      files: WINSTON('exitOnError: false,\n  transports: [new winston.transports.Console()]'),
    },
    {
      name: 'no listener',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
    {
      name: 'a listener of development',
      outcome: 'not-applicable',
      files: project('express@5', {
        'server.js':
          "if (process.env.NODE_ENV !== 'production') process.on('uncaughtException', console.error)\nrequire('express')().listen(3000)\n",
      }),
    },
    {
      name: 'only watches',
      outcome: 'not-applicable',
      files: project('express@5', {
        'server.js': "process.on('uncaughtExceptionMonitor', console.error)\nrequire('express')().listen(3000)\n",
      }),
    },
    { name: 'a listener from elsewhere', outcome: 'unknown', files: SERVER("require('company-errors').onError") },
  ],
  evaluate({ service, program, packages }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const listeners = processListeners(program, 'uncaughtException')
    const ends = listeners.find(({ effect }) => effect === 'ends')
    if (ends) return pass(callAt(ends.event, 'ends the process'))
    const library = program.matching(/^close-with-grace$/).find(({ force }) => force !== 'off')
    const sentry = endedBySentry(program, packages)
    if (library ?? sentry) return pass(callAt((library ?? sentry)!, 'ends the process'))
    const told = winstonLoggers(program)
    if (listeners.length + told.length === 0)
      return notApplicable('nothing listens for uncaught exceptions: Node.js ends the process by itself')
    const open = listeners.find(({ effect }) => effect === 'open')
    if (open) return unknown('what the listener does could not be followed', [callAt(open.event)])
    return fail([
      ...listeners.map(({ event }) => ({
        message: 'an uncaught exception is logged and the process goes on',
        evidence: [callAt(event)],
      })),
      ...told,
    ])
  },
})

/** Sentry ends the process although others listen too: up to version 7 by default, later when it is told to. */
function endedBySentry(program: Execution, packages: PackagesView): CallEvent | undefined {
  const isTold = program.matching(/^@sentry\/.*(onUncaughtExceptionIntegration|OnUncaughtException)$/).find((event) => {
    const options = program.evaluator.argument(siteOf(event), 0)
    const flag = options?.kind === 'record' ? options.get('exitEvenIfOtherHandlersAreRegistered') : undefined
    return flag !== undefined && program.evaluator.truth(flag) === true
  })
  const isOld = (packages.major('@sentry/node') ?? 8) < 8
  return isTold ?? (isOld ? program.matching(/^@sentry\/node\.init$/).find(({ force }) => force !== 'off') : undefined)
}

/** Loggers of winston that catch exceptions and are told not to exit. */
function winstonLoggers(program: Execution): FindingDraft[] {
  return program.matching(/^winston\.(createLogger|Logger)$/).flatMap((event) => {
    if (event.force !== 'on' || event.phase === 'unseen') return []
    const options = program.evaluator.argument(siteOf(event), 0)
    if (options?.kind !== 'record') return []
    const exits = options.get('exitOnError')
    if (exits?.kind !== 'literal' || exits.value !== false || !catchesExceptions(program, options)) return []
    const site: Site | undefined = options.siteOf('exitOnError')
    return [
      {
        message: 'winston catches uncaught exceptions and does not exit: exitOnError is false',
        evidence: [site ? siteAt(site) : callAt(event)],
      },
    ]
  })
}

function catchesExceptions(program: Execution, options: RecordValue): boolean {
  if (itemsOf(options.get('exceptionHandlers')).length > 0) return true
  return itemsOf(options.get('transports')).some((transport) => {
    const inner = transport.kind === 'instance' && transport.call && program.evaluator.argument(transport.call, 0)
    const flag = inner && inner.kind === 'record' ? inner.get('handleExceptions') : undefined
    return flag !== undefined && program.evaluator.truth(flag) === true
  })
}

function itemsOf(value: Value | undefined): Value[] {
  if (!value) return []
  return possibilities(value).flatMap((option) => (option.kind === 'list' ? option.items() : [option]))
}
