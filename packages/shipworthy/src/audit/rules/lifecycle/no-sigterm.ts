import { callAt, absence, settingAt } from '../../derive/evidence.ts'
import { slowEvidence, stopEvidence } from '../../derive/live/stop-evidence.ts'
import type { StopHandler } from '../../derive/shutdown-view.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { running, silent } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'
import { cutRequest, serviceStop, startedService } from '../started-service.ts'

const CLOSES =
  /(^|\.)(close|stop|shutdown|terminate|closeIdleConnections|gracefulShutdown|destroy|closeGracefully|dispose|drain|disconnect)$/
const SERVER =
  /^(http2?|https|fastify|express|koa|polka|restify|@hono\/node-server|@nestjs\/core|@hapi\/hapi|http-terminator|http2|ws|socket\.io|@apollo\/server|Bun)\b/

/** What Docker gives by default (`docker stop`); Kubernetes gives three times as much. */
const MIN_LIMIT_MS = 10_000

export default defineRule({
  id: 'lifecycle/no-sigterm',
  catalogue: 'LF01',
  title: 'No SIGTERM handling',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'shutdown', 'entries'],
  tokens: { words: ['SIGTERM', 'enableShutdownHooks'] },
  why: 'Every deploy, scale-down and node drain begins with SIGTERM. Without a handler Node ends at once: requests in flight are cut off, and clients see connection resets on every release.',
  remedies: [
    {
      for: 'express',
      effort: 'S',
      text: 'Close the server on SIGTERM, then the connections behind it.',
      code: "const server = app.listen(port)\nprocess.once('SIGTERM', () => {\n  server.close(async () => {\n    await pool.end()\n    process.exit(0)\n  })\n})",
    },
    {
      for: 'fastify',
      effort: 'S',
      text: 'Use close-with-grace: it waits for requests and runs every onClose hook.',
      code: 'closeWithGrace({ delay: 10_000 }, async () => {\n  await app.close()\n})',
    },
    { for: 'nest', effort: 'S', text: 'Switch on the shutdown hooks.', code: 'app.enableShutdownHooks()' },
    {
      for: 'any',
      effort: 'S',
      text: 'Install a SIGTERM handler that stops accepting, waits for what is in flight, and closes pools and queues.',
    },
  ],
  references: [
    { title: 'The Twelve-Factor App: IX. Disposability', url: 'https://12factor.net/disposability' },
    { title: 'Node.js: server.close()', url: 'https://nodejs.org/api/http.html#serverclosecallback' },
  ],
  falsePositives: [
    'Libraries that listen for SIGTERM without the word appearing in the code (close-with-grace, terminus, lightship).',
    'Serverless functions and `next start`, where the platform or the framework stops the process.',
  ],
  examples: [
    {
      name: 'an Express service that closes its server',
      outcome: 'pass',
      files: project('express@5', {
        'server.js':
          "const app = require('express')()\nconst server = app.listen(3000)\nprocess.on('SIGTERM', () => server.close(() => process.exit(0)))\n",
      }),
    },
    {
      name: 'seen to stop as it should',
      outcome: 'pass',
      live: running({ process: startedService() }),
    },
    {
      name: 'seen to be ended by the signal',
      outcome: 'fail',
      says: 'ends the process at once',
      live: running({
        process: startedService({
          stop: serviceStop({ exit: { signal: 'SIGTERM', afterMs: 8 }, slow: cutRequest(9) }),
        }),
      }),
    },
    {
      name: 'seen to hang',
      outcome: 'fail',
      says: 'still running 30 s after SIGTERM',
      live: running({ process: startedService({ stop: hanging() }) }),
    },
    { name: 'it could not be started', outcome: 'unknown', live: silent('process', 'it ended with 1 after 90 ms') },
    {
      name: 'signals in an array',
      outcome: 'pass',
      files: project('express@5', {
        'server.js':
          "const app = require('express')()\nconst server = app.listen(3000)\nfor (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => server.close())\n",
      }),
    },
    {
      name: 'close-with-grace, without the word SIGTERM',
      outcome: 'pass',
      files: project('fastify@5 close-with-grace@2', {
        'server.js':
          "import Fastify from 'fastify'\nimport closeWithGrace from 'close-with-grace'\nconst app = Fastify()\ncloseWithGrace(async () => { await app.close() })\nawait app.listen({ port: 3000 })\n",
      }),
    },
    {
      name: 'no handler at all',
      outcome: 'fail',
      line: 2,
      files: project('express@5', { 'server.js': "const app = require('express')()\napp.listen(3000)\n" }),
    },
    {
      name: 'a handler that exits at once',
      outcome: 'fail',
      says: 'without closing',
      files: project('express@5', {
        'server.js':
          "const app = require('express')()\napp.listen(3000)\nprocess.on('SIGTERM', () => process.exit(0))\n",
      }),
    },
    {
      name: 'a handler that is commented out',
      outcome: 'fail',
      files: project('express@5', {
        'server.js':
          "const app = require('express')()\nconst server = app.listen(3000)\n// process.on('SIGTERM', () => server.close())\n",
      }),
    },
    {
      name: 'Next.js stops its own server',
      outcome: 'not-applicable',
      files: {
        'package.json': '{"private":true,"scripts":{"start":"next start"},"dependencies":{"next":"15.0.0"}}',
        'app/api/health/route.ts': 'export const GET = () => Response.json({ ok: true })\n',
      },
    },
    {
      name: 'a library',
      outcome: 'not-applicable',
      files: {
        'package.json': '{"name":"left-pad","main":"index.js"}',
        'index.js': 'module.exports = (text) => text\n',
      },
    },
    {
      name: 'a handler from somewhere that cannot be followed',
      outcome: 'unknown',
      files: project('express@5', {
        'server.js':
          "const app = require('express')()\nconst handlers = require('handlers-of-our-platform')\napp.listen(3000)\nprocess.on('SIGTERM', handlers.stop)\n",
      }),
    },
  ],
  evaluate({ service, shutdown, entries }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    if (service.serverless) return notApplicable(`the platform stops the process (${service.serverless.file})`)
    const { handlers } = shutdown
    const good = handlers.find((handler) => closesServer(handler))
    if (good) return pass(callAt(good.event, `${good.via} stops the service`))
    const framework = entries.entries.find((entry) => entry.framework && entry.framework !== 'nest' && !entry.file)
    if (handlers.length === 0 && framework && service.listeners.length === 0) {
      return notApplicable(`${framework.framework} handles SIGTERM in its own server`)
    }
    const open = handlers.find((handler) => handler.isOpen)
    if (open) return unknown('a SIGTERM handler exists, but what it does could not be followed', [callAt(open.event)])
    const [abrupt] = handlers
    if (abrupt)
      return fail([
        {
          message: 'SIGTERM is handled without closing the server: requests in flight are cut off',
          evidence: [callAt(abrupt.event)],
        },
      ])
    const [listener] = service.listeners
    const anchor = listener
      ? callAt(listener)
      : entries.entries[0]?.command &&
        settingAt(entries.entries[0].command.file, entries.entries[0].command.line, entries.entries[0].command.text)
    const [interrupt] = shutdown.otherSignals
    const note = interrupt
      ? 'a handler exists for other signals only'
      : 'no SIGTERM handler in anything the service loads'
    return fail([
      {
        message: 'SIGTERM is not handled: the process ends in the middle of its requests',
        evidence: [absence(note, anchor), ...(interrupt ? [callAt(interrupt)] : [])],
      },
    ])
  },
  live: {
    parts: ['process'],
    evaluate({ process }) {
      const { stop } = process!
      if (!stop) return unknown('it had ended before it was told to')
      const { exit, slow, limitMs } = stop
      const evidence = [stopEvidence(stop), ...slowEvidence(stop)]
      const failed = (message: string): FindingDraft[] => [{ message, evidence, key: 'SIGTERM' }]
      if (!exit && limitMs < MIN_LIMIT_MS) return unknown('the time was over before it had to have ended', evidence)
      if (!exit) return fail(failed(`still running ${Math.round(limitMs / 1_000)} s after SIGTERM: it will be killed`))
      if (exit.signal !== undefined) return fail(failed('SIGTERM is not handled: it ends the process at once'))
      if (!slow) return unknown('it ends on SIGTERM; whether it waits for requests could not be seen', evidence)
      return slow.status === undefined
        ? fail(failed('SIGTERM is handled without closing the server: requests in flight are cut off'))
        : pass(evidence)
    },
  },
})

function closesServer({ closesServer: byItself, calls }: StopHandler): boolean {
  return (
    byItself ||
    calls.some(
      ({ name, callee }) =>
        CLOSES.test(name) && (SERVER.test(name) || name.startsWith('?') || callee.kind === 'function'),
    )
  )
}

function hanging(): ReturnType<typeof serviceStop> {
  const { exit: _, ...stop } = serviceStop()
  return stop
}
