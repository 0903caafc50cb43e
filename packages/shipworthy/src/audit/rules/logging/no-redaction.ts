import { absence, callAt, codeAt } from '../../derive/evidence.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, pass, unknown } from '../rule.ts'

const SERVER = (options: string): Record<string, string> =>
  project('express@5 pino@9 pino-http@10', {
    'server.js': `const app = require('express')()\nconst logger = require('pino')(${options})\napp.use(require('pino-http')({ logger }))\napp.listen(3000)\n`,
  })

export default defineRule({
  id: 'logging/no-redaction',
  catalogue: 'LG02',
  title: 'Nothing keeps secrets out of the logs',
  severity: 'info',
  confidence: 'structural',
  needs: ['service', 'logging'],
  why: 'Request loggers write headers, and headers hold session cookies and bearer tokens. Logs are read by more people, kept longer and guarded less than the database.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Name the fields that must not be written.',
      code: "pino({ redact: ['req.headers.authorization', 'req.headers.cookie', '*.password', '*.token'] })",
    },
  ],
  references: [
    { title: 'OWASP ASVS 5.0, V16.2.5', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' },
    { title: 'pino: redaction', url: 'https://getpino.io/#/docs/redaction' },
  ],
  falsePositives: [
    'Redaction in the collector is not visible here: hence a warning.',
    'Serializers that pick fields, and a function of one’s own that hides them.',
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
    { name: 'redact', outcome: 'pass', line: 2, files: SERVER("{ redact: ['req.headers.authorization'] }") },
    {
      name: 'serializers that pick fields',
      outcome: 'pass',
      files: SERVER('{ serializers: { req: (req) => ({ url: req.url }) } }'),
    },
    {
      name: 'the logger of @shipworthy/kit, which hides them by itself',
      outcome: 'pass',
      line: 3,
      files: project('express@5 @shipworthy/kit@0.1', {
        'server.js':
          "import express from 'express'\nimport { createLogger } from '@shipworthy/kit/observability'\nconst log = createLogger({ name: 'shop' })\nconst app = express()\napp.get('/', (_, response) => response.send('hello'))\napp.listen(3000, () => log.info('listening'))\n",
      }),
    },
    { name: 'neither', outcome: 'fail', line: 2, files: SERVER('') },
    {
      name: 'a library',
      outcome: 'not-applicable',
      files: {
        'package.json': '{"name":"left-pad","main":"index.js"}',
        'index.js': 'module.exports = (text) => text\n',
      },
    },
    { name: 'options from elsewhere', outcome: 'unknown', files: SERVER("require('company-settings').log") },
  ],
  evaluate({ service, logging }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const { loggers, consoleCalls } = logging
    const good = loggers.filter(({ redacts }) => redacts === true)
    if (good.length > 0)
      return pass(
        good.map(({ file, at, library }) => codeAt(file, at, library)),
        good.length,
      )
    if (loggers.some(({ redacts }) => redacts === 'unknown'))
      return unknown(
        'the options of the logger are not known',
        loggers.filter(({ redacts }) => redacts === 'unknown').map(({ file, at }) => codeAt(file, at)),
      )
    const [logger] = loggers
    if (logger)
      return fail([
        {
          message: `${logger.library} writes what it is given, tokens and passwords included`,
          evidence: [codeAt(logger.file, logger.at)],
        },
      ])
    const [first] = consoleCalls
    if (first)
      return fail([
        { message: 'console writes what it is given, tokens and passwords included', evidence: [callAt(first)] },
      ])
    const [listener] = service.listeners
    return fail([
      {
        message: 'no logger that could hide secrets',
        evidence: [absence('no logger was found', listener && callAt(listener))],
      },
    ])
  },
})
