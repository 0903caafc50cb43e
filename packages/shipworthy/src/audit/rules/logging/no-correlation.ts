import { absence, callAt, codeAt } from '../../derive/evidence.ts'
import { unlessWeb } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, pass, unknown } from '../rule.ts'

const APP = "const app = require('express')()\n"

export default defineRule({
  id: 'logging/no-correlation',
  catalogue: 'LG04',
  title: 'Log lines of one request cannot be told from others',
  severity: 'info',
  confidence: 'structural',
  needs: ['service', 'logging', 'http'],
  why: 'Without an id that each line and each answer carries, nobody can follow what one failed request did, or match a user’s report with the log.',
  remedies: [
    {
      for: 'express',
      effort: 'S',
      text: 'pino-http gives each request an id and a logger that carries it.',
      code: "app.use(pinoHttp({ genReqId: (req) => req.headers['x-request-id'] ?? randomUUID() }))",
    },
    {
      for: 'fastify',
      effort: 'S',
      text: 'Switch the logger on; it writes reqId.',
      code: 'Fastify({ logger: true, requestIdHeader: "x-request-id" })',
    },
    { for: 'hono', effort: 'S', text: 'Use the requestId middleware.', code: 'app.use(requestId())' },
    { for: 'any', effort: 'M', text: 'Keep the id in AsyncLocalStorage and add it to every line.' },
  ],
  references: [
    { title: 'W3C Trace Context', url: 'https://www.w3.org/TR/trace-context/' },
    {
      title: 'Node.js best practices: transaction ids',
      url: 'https://github.com/goldbergyoni/nodebestpractices/blob/master/sections/production/assigntransactionid.md',
    },
  ],
  falsePositives: [
    'Fastify and pino-http, which make ids by themselves.',
    'OpenTelemetry, whose trace id does the same.',
  ],
  examples: [
    {
      name: 'pino-http',
      outcome: 'pass',
      line: 2,
      files: project('express@5 pino-http@10', {
        'server.js': `${APP}app.use(require('pino-http')())\napp.listen(3000)\n`,
      }),
    },
    {
      name: 'an id by hand',
      outcome: 'pass',
      files: project('express@5', {
        'server.js': `${APP}app.use((req, res, next) => { res.setHeader('X-Request-Id', crypto.randomUUID()); next() })\napp.listen(3000)\n`,
      }),
    },
    { name: 'none', outcome: 'fail', files: project('express@5', { 'server.js': `${APP}app.listen(3000)\n` }) },
    {
      name: 'a worker',
      outcome: 'not-applicable',
      files: project('bullmq@5', {
        'worker.js': "const { Worker } = require('bullmq')\nnew Worker('mail', async () => {})\n",
      }),
    },
    {
      name: 'middleware that cannot be followed',
      outcome: 'unknown',
      files: project('express@5', {
        'server.js': `${APP}const plugins = { get first() { return globalThis.first } }\napp.use(plugins.first)\napp.listen(3000)\n`,
      }),
    },
  ],
  evaluate({ service, logging, http }) {
    const inapplicable = unlessWeb(service)
    if (inapplicable) return inapplicable
    const { requestIds } = logging
    if (requestIds.length > 0)
      return pass(
        requestIds.slice(0, 3).map(({ file, at, how }) => codeAt(file, at, how)),
        requestIds.length,
      )
    if (http.open) return unknown(`no request id was found, but ${http.openReasons.join(' and ')}`)
    const [app] = http.apps
    const [listener] = service.listeners
    const anchor = app ? codeAt(app.file, app.at) : listener && callAt(listener)
    return fail([
      {
        message: 'no request gets an id that its log lines or its answer carry',
        evidence: [absence('no request id in middleware, logger or headers', anchor)],
      },
    ])
  },
})
