import { callAt, settingAt } from '../../derive/evidence.ts'
import { processListeners } from '../../derive/process-listeners.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const SERVER = (listener: string, before = ''): Record<string, string> =>
  project('express@5 close-with-grace@2', {
    'server.js': `const app = require('express')()\n${before}process.on('unhandledRejection', ${listener})\napp.listen(3000)\n`,
  })

export default defineRule({
  id: 'error-handling/unhandled-swallowed',
  catalogue: 'ER04',
  title: 'Unhandled rejections are only logged',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'program', 'entries'],
  tokens: { words: ['unhandledRejection'], packages: ['close-with-grace'] },
  why: 'By itself Node.js ends on an unhandled rejection, and the orchestrator starts a clean process. A listener takes that away: what failed half-way, with a connection still checked out or a transaction still open, goes on serving requests, and all that is left of it is a line in a log.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Remove the listener, or end the process after logging; close the server first if requests should finish.',
      code: "process.on('unhandledRejection', (reason) => {\n  logger.fatal(reason, 'unhandled rejection')\n  shutdown(1)\n})",
    },
  ],
  references: [
    {
      title: 'Node.js: event unhandledRejection',
      url: 'https://nodejs.org/api/process.html#event-unhandledrejection',
    },
    { title: 'Node.js: --unhandled-rejections', url: 'https://nodejs.org/api/cli.html#--unhandled-rejectionsmode' },
  ],
  falsePositives: [
    'No listener at all: Node.js 15 and later end on an unhandled rejection.',
    'A listener that rethrows, exits in a function it calls, or begins a shutdown.',
    'Libraries that end the process by themselves, such as close-with-grace.',
    'A listener of development only, and one that is taken away again after one operation.',
  ],
  examples: [
    {
      name: 'exits',
      outcome: 'pass',
      line: 2,
      files: SERVER('(reason) => { console.error(reason); process.exit(1) }'),
    },
    { name: 'rethrows', outcome: 'pass', files: SERVER('(reason) => { throw reason }') },
    {
      name: 'exits in a function of another file',
      outcome: 'pass',
      files: {
        ...SERVER('onFatal', "const { onFatal } = require('./fatal')\n"),
        'fatal.js':
          'const stop = () => process.exit(1)\nexports.onFatal = (reason) => { console.error(reason); setTimeout(stop, 1000) }\n',
      },
    },
    {
      name: 'begins a shutdown',
      outcome: 'pass',
      files: project('express@5', {
        'server.js':
          "const app = require('express')()\nconst server = app.listen(3000)\nprocess.on('unhandledRejection', (reason) => { console.error(reason); server.close() })\n",
      }),
    },
    {
      name: 'close-with-grace ends it',
      outcome: 'pass',
      files: project('express@5 close-with-grace@2', {
        'server.js':
          "const app = require('express')()\nconst server = app.listen(3000)\nrequire('close-with-grace')(async ({ err }) => { console.error(err); server.close() })\n",
      }),
    },
    { name: 'only logs', outcome: 'fail', line: 2, files: SERVER('(reason) => { console.error(reason) }') },
    {
      name: 'only logs, in a loop over both events',
      outcome: 'fail',
      line: 3,
      files: project('express@5', {
        'server.js':
          "const app = require('express')()\nfor (const name of ['unhandledRejection', 'SIGUSR2']) {\n  process.on(name, (reason) => console.error(name, reason))\n}\napp.listen(3000)\n",
      }),
    },
    { name: 'the logger itself is the listener', outcome: 'fail', files: SERVER('console.error') },
    {
      name: 'exits outside production only',
      outcome: 'fail',
      files: SERVER(
        "(reason) => { console.error(reason); if (process.env.NODE_ENV === 'development') process.exit(1) }",
      ),
    },
    {
      name: 'Node.js is told to warn only',
      outcome: 'fail',
      says: '--unhandled-rejections',
      files: {
        'package.json':
          '{"private":true,"scripts":{"start":"node --unhandled-rejections=warn server.js"},"dependencies":{"express":"^5.0.0"}}',
        'server.js': "require('express')().listen(3000)\n",
      },
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
          "if (process.env.NODE_ENV === 'development') process.on('unhandledRejection', console.error)\nrequire('express')().listen(3000)\n",
      }),
    },
    {
      name: 'a listener for the time of one operation',
      outcome: 'not-applicable',
      files: project('express@5 knex@3', {
        'server.js':
          "const app = require('express')()\nconst db = require('knex')({ client: 'pg' })\nasync function close() {\n  const listener = () => {}\n  process.on('unhandledRejection', listener)\n  await db.destroy()\n  process.removeListener('unhandledRejection', listener)\n}\nprocess.on('SIGTERM', close)\napp.listen(3000)\n",
      }),
    },
    { name: 'a listener from elsewhere', outcome: 'unknown', files: SERVER("require('company-errors').onRejection") },
  ],
  evaluate({ service, program, entries }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const flag = entries.commands.find(({ text }) => /--unhandled-rejections[= ](warn|none)\b/.test(text))
    if (flag)
      return fail([
        {
          message: 'the start command tells Node.js to go on after an unhandled rejection: --unhandled-rejections',
          evidence: [settingAt(flag.file, flag.line, flag.text)],
        },
      ])
    const listeners = processListeners(program, 'unhandledRejection')
    const ends = listeners.find(({ effect }) => effect === 'ends')
    if (ends) return pass(callAt(ends.event, 'ends the process'))
    const graceful = program.matching(/^close-with-grace$/).find(({ force }) => force !== 'off')
    if (graceful) return pass(callAt(graceful, 'ends the process'))
    if (listeners.length === 0)
      return notApplicable('nothing listens for unhandled rejections: Node.js ends the process by itself')
    const open = listeners.find(({ effect }) => effect === 'open')
    if (open) return unknown('what the listener does could not be followed', [callAt(open.event)])
    return fail(
      listeners.map(({ event }) => ({
        message: 'an unhandled rejection is logged and the process goes on',
        evidence: [callAt(event)],
      })),
    )
  },
})
