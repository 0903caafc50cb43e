import { callAt, codeAt } from '../../derive/evidence.ts'
import type { CallEvent } from '../../derive/execution/call-event.ts'
import { handlerFunctions } from '../../derive/http/handler-functions.ts'
import type { HttpView } from '../../derive/http/route.ts'
import type { Execution } from '../../derive/execution/execution.ts'
import { weaker, type Force } from '../../derive/program/force.ts'
import { fillsWhatIsEmpty, guardChain } from '../../derive/program/guards.ts'
import { unlessWeb } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

/** Calls that hold the event loop for milliseconds and more; looking whether a file exists is not among them. */
const BLOCKING =
  /^(fs|fs-extra|graceful-fs)\.((read|write|append|copy)File|readdir|cp|rm|outputFile|readJson|writeJson)Sync$|^child_process\.(exec|execFile|spawn)Sync$|^crypto\.(pbkdf2|scrypt|generateKeyPair)Sync$|^zlib\.\w+Sync$|^(bcrypt|bcryptjs)\.(hash|compare)Sync$/

const SERVER = (body: string, before = ''): Record<string, string> =>
  project('express@5', {
    'server.js': `const app = require('express')()\nconst fs = require('fs')\n${before}app.get('/terms', (req, res) => {\n  ${body}\n})\napp.listen(3000)\n`,
  })

export default defineRule({
  id: 'performance/sync-io-in-handler',
  catalogue: 'PF05',
  title: 'A request handler blocks the event loop',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'http', 'program'],
  tokens: { words: ['Sync('] },
  why: 'While a synchronous call waits for the disk, for another program or for a hash, the process answers nobody: one slow request makes every other one slow, health checks included.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Use the asynchronous form, or do it once when the service starts.',
      code: "import { readFile } from 'node:fs/promises'\nconst terms = await readFile('terms.html', 'utf8')",
    },
  ],
  references: [
    {
      title: "Node.js: don't block the event loop",
      url: 'https://nodejs.org/en/learn/asynchronous-work/dont-block-the-event-loop',
    },
  ],
  falsePositives: ['What is read once, when the service starts.', 'What is read the first time and kept.'],
  examples: [
    {
      name: 'the asynchronous form',
      outcome: 'pass',
      files: SERVER("fs.readFile('terms.html', 'utf8', (error, text) => res.send(text))"),
    },
    {
      name: 'read at start',
      outcome: 'pass',
      files: SERVER('res.send(terms)', "const terms = fs.readFileSync('terms.html', 'utf8')\n"),
    },
    {
      name: 'read once and kept',
      outcome: 'pass',
      files: SERVER("if (!terms) terms = fs.readFileSync('terms.html', 'utf8')\n  res.send(terms)", 'let terms\n'),
    },
    {
      name: 'in the handler',
      outcome: 'fail',
      line: 4,
      files: SERVER("res.send(fs.readFileSync('terms.html', 'utf8'))"),
    },
    {
      name: 'behind a condition that remembers nothing and is not known',
      outcome: 'unknown',
      says: 'under a condition',
      files: SERVER("if (!req.query.page) return res.end()\n  res.send(fs.readFileSync('terms.html', 'utf8'))"),
    },
    {
      name: 'in a set-up wizard that is started under a condition',
      outcome: 'unknown',
      says: 'under a condition',
      files: project('express@5', {
        'server.js': `const app = require('express')()\nconst { generateKeyPairSync } = require('crypto')\nconst settings = loadSettings()\nif (settings.setup) app.post('/finalize', (req, res) => res.json(generateKeyPairSync('rsa', { modulusLength: 2048 })))\napp.listen(3000)\n`,
      }),
    },
    {
      name: 'in a function that the handler calls',
      outcome: 'fail',
      says: 'child_process.execSync',
      files: SERVER(
        'res.send(version())',
        "const version = () => require('child_process').execSync('git describe').toString()\n",
      ),
    },
    {
      name: 'no web service',
      outcome: 'not-applicable',
      files: project('bullmq@5', {
        'worker.js': "const { Worker } = require('bullmq')\nnew Worker('mail', async () => {})\n",
      }),
    },
    {
      name: 'routes that cannot be followed',
      outcome: 'unknown',
      files: project('express@5', {
        'server.js':
          "const app = require('express')()\nconst plugins = { get first() { return globalThis.first } }\napp.use(plugins.first)\napp.listen(3000)\n",
      }),
    },
  ],
  evaluate({ service, http, program }) {
    const inapplicable = unlessWeb(service)
    if (inapplicable) return inapplicable
    const calls = blockingCalls(program, http)
    const blocking = calls.filter(({ force }) => force === 'on')
    if (blocking.length > 0)
      return fail(
        blocking.map(({ event, path }) => ({
          message: `${event.name} holds up every other request while ${path} is answered`,
          evidence: [callAt(event)],
        })),
        http.routes.length,
      )
    if (calls.length > 0)
      return unknown(
        'a handler blocks the event loop under a condition that is not known',
        calls.map(({ event }) => callAt(event)),
      )
    if (http.open) return unknown(`no handler that was found blocks, but ${http.openReasons.join(' and ')}`)
    const [first] = http.routes
    return first
      ? pass(codeAt(first.file, first.at, `${http.routes.length} routes followed`), http.routes.length)
      : notApplicable('it has no routes')
  },
})

interface BlockingCall {
  event: CallEvent
  path: string
  /** Whether the route is there in production and the call is made for it. */
  force: Force
}

function blockingCalls(program: Execution, http: HttpView): BlockingCall[] {
  const found = new Map<CallEvent['call'], BlockingCall>()
  for (const { handler, path, force: registered } of http.routes) {
    if (registered === 'off') continue
    for (const fn of handlerFunctions(program, handler))
      for (const event of program.traceTo(fn, BLOCKING)) {
        const force = weaker(registered, event.force)
        if (force !== 'off' && !isKept(event) && !program.ranAtBoot(event.file, event.call.function))
          if (found.get(event.call)?.force !== 'on') found.set(event.call, { event, path, force })
      }
  }
  return [...found.values()]
}

/** `if (!text) text = readFileSync(…)`, and what stands behind `if (text) return text`: done the first time only. */
function isKept({ file, call }: CallEvent): boolean {
  return guardChain(file, call.guard).some((guard) => fillsWhatIsEmpty(file, guard))
}
