import { absence, callAt, codeAt } from '../../derive/evidence.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, pass, unknown } from '../rule.ts'

const APP = "const app = require('express')()\n"
const END = "app.get('/', (req, res) => { logger.info('hello'); res.send('ok') })\napp.listen(3000)\n"

export default defineRule({
  id: 'logging/unstructured',
  catalogue: 'LG01',
  title: 'Logs are text for people, not data',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'logging', 'packages'],
  why: 'When something breaks at night, somebody has to find the lines of one user among a million. Text has to be searched by guess; fields can be filtered, counted and alerted on.',
  remedies: [
    {
      for: 'any',
      effort: 'M',
      text: 'Log JSON with a levelled logger.',
      code: "import pino from 'pino'\nexport const logger = pino()",
    },
    { for: 'fastify', effort: 'S', text: 'Switch the logger on.', code: 'Fastify({ logger: true })' },
    { for: 'nest', effort: 'S', text: 'Use nestjs-pino.', code: 'app.useLogger(app.get(Logger))' },
  ],
  references: [
    { title: 'The Twelve-Factor App: XI. Logs', url: 'https://12factor.net/logs' },
    {
      title: 'Mercari production readiness checklist',
      url: 'https://github.com/mercari/production-readiness-checklist',
    },
  ],
  falsePositives: [
    'console in scripts and command-line tools.',
    'A pretty printer that is used outside production only.',
  ],
  examples: [
    {
      name: 'the logger of @shipworthy/kit',
      outcome: 'pass',
      files: project('fastify@5 @shipworthy/kit@0', {
        'server.mjs':
          "import Fastify from 'fastify'\nimport { createLogger } from '@shipworthy/kit/observability'\nconst log = createLogger({ name: 'api' })\nconst app = Fastify({ loggerInstance: log })\napp.get('/', async () => log.info('asked'))\nawait app.listen({ port: 3000 })\n",
      }),
    },
    {
      name: 'pino',
      outcome: 'pass',
      line: 2,
      files: project('express@5 pino@9', { 'server.js': `${APP}const logger = require('pino')()\n${END}` }),
    },
    {
      name: 'pretty outside production only',
      outcome: 'pass',
      files: project('express@5 pino@9', {
        'server.js': `${APP}const logger = require('pino')({ transport: process.env.NODE_ENV !== 'production' ? { target: 'pino-pretty' } : undefined })\n${END}`,
      }),
    },
    {
      name: 'winston with json',
      outcome: 'pass',
      files: project('express@5 winston@3', {
        'server.js': `${APP}const winston = require('winston')\nconst logger = winston.createLogger({ format: winston.format.combine(winston.format.timestamp(), winston.format.json()), transports: [new winston.transports.Console()] })\n${END}`,
      }),
    },
    {
      name: 'winston that prints text',
      outcome: 'fail',
      says: 'winston',
      files: project('express@5 winston@3', {
        'server.js': `${APP}const winston = require('winston')\nconst logger = winston.createLogger({ format: winston.format.printf((info) => info.message), transports: [new winston.transports.Console()] })\n${END}`,
      }),
    },
    {
      name: 'console',
      outcome: 'fail',
      line: 3,
      files: project('express@5', {
        'server.js': `${APP}\napp.get('/', (req, res) => { console.log('hello'); res.send('ok') })\napp.listen(3000)\n`,
      }),
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
      name: 'a logger from elsewhere',
      outcome: 'unknown',
      files: project('express@5 @company/logger@1', {
        'server.js': `${APP}const logger = require('@company/logger')\n${END}`,
      }),
    },
  ],
  evaluate({ service, logging, packages }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const structured = logging.loggers.filter(({ format }) => format === 'structured')
    if (structured.length > 0)
      return pass(
        structured.map(({ file, at, library }) => codeAt(file, at, library)),
        structured.length,
      )
    const text = logging.loggers.filter(({ format }) => format === 'text')
    if (text.length > 0)
      return fail(
        text.slice(0, 1).map(({ library, file, at }) => ({
          message: `${library} writes lines of text in production`,
          evidence: [codeAt(file, at)],
        })),
      )
    if (logging.loggers.length > 0)
      return unknown(
        'the format of the logger is not known',
        logging.loggers.map(({ file, at }) => codeAt(file, at)),
      )
    const foreign = packages.dependency(/(^|[/@-])(logger|logging|logs?)($|-)/)
    if (foreign && !/morgan|koa-logger|debug/.test(foreign.name))
      return unknown(`${foreign.name} may log, in a format that is not known`)
    const [first] = logging.consoleCalls
    if (first)
      return fail([
        {
          message: `console is the only logger: ${logging.consoleCalls.length} calls, none of them structured`,
          evidence: [callAt(first)],
        },
      ])
    const [listener] = service.listeners
    return fail([
      {
        message: 'it logs nothing that could be searched by field',
        evidence: [absence('no logger and no console call', listener && callAt(listener))],
      },
    ])
  },
})
