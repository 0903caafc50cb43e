import { directiveAt, type EdgeView } from '../../derive/edge/edge-view.ts'
import { effective } from '../../derive/edge/nginx-scope.ts'
import { bodyReaders, bytesOf, type BodyReader } from '../../derive/http/body-readers.ts'
import type { Evidence } from '../../model/outcome.ts'
import { unlessWeb } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

/** More than any request of a service should hold in memory. */
const HUGE_BYTES = 100 * 1024 * 1024
const ROUTE = "app.post('/items', (req, res) => res.json(req.body))\napp.listen(3000)\n"
const express = (options: string, files: Record<string, string> = {}): Record<string, string> =>
  project('express@5', {
    'server.js': `const express = require('express')\nconst app = express()\napp.use(express.json(${options}))\n${ROUTE}`,
    ...files,
  })
const hono = (middleware: string): Record<string, string> =>
  project('hono@4 @hono/node-server@1', {
    'server.js': `const { Hono } = require('hono')\nconst { bodyLimit } = require('hono/body-limit')\nconst { serve } = require('@hono/node-server')\nconst app = new Hono()\n${middleware}app.post('/items', async (c) => c.json(await c.req.json()))\nserve({ fetch: app.fetch, port: 3000 })\n`,
  })
const node = (listener: string): Record<string, string> =>
  project('', {
    'server.js': `const http = require('http')\nhttp.createServer((req, res) => {\n  let body = ''\n  req.on('data', (chunk) => { ${listener} })\n  req.on('end', () => res.end(body))\n}).listen(3000)\n`,
  })
const nginx = (limit: string): string => `server {\n  ${limit}\n  location / { proxy_pass http://localhost:3000; }\n}\n`

export default defineRule({
  id: 'rate-limiting/body-unbounded',
  catalogue: 'RL09',
  title: 'The size of a request body has no limit',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'http', 'program', 'edge'],
  tokens: {
    packages: ['express', 'body-parser', 'koa-body', 'koa-bodyparser', '@koa/bodyparser', 'fastify', 'hono', '@hono/*'],
    words: ['createServer', 'useBodyParser', "on('data'", 'on("data"'],
  },
  why: 'A body is kept in memory until it is whole. Without a limit, a few large requests at the same time use up the memory of the process, and the service ends for everybody.',
  remedies: [
    {
      for: 'express',
      effort: 'S',
      text: 'Keep the default of 100 kB, or name what the largest request needs.',
      code: "app.use(express.json({ limit: '1mb' }))",
    },
    {
      for: 'nest',
      effort: 'S',
      text: 'The same for the parser of Nest.',
      code: "app.useBodyParser('json', { limit: '1mb' })",
    },
    {
      for: 'fastify',
      effort: 'S',
      text: 'Keep the default of 1 MiB; raise it for single routes.',
      code: "app.post('/import', { bodyLimit: 10 * 1024 * 1024 }, handler)",
    },
    { for: 'hono', effort: 'S', text: 'Mount bodyLimit.', code: 'app.use(bodyLimit({ maxSize: 1024 * 1024 }))' },
    {
      for: 'any',
      effort: 'S',
      text: 'Stop reading when it is too much.',
      code: 'if ((size += chunk.length) > MAX_BYTES) req.destroy()',
    },
    { for: 'any', effort: 'M', text: 'Large files belong in a stream to storage, not in memory.' },
  ],
  references: [
    { title: 'body-parser: limit', url: 'https://github.com/expressjs/body-parser#limit' },
    { title: 'Fastify: bodyLimit', url: 'https://fastify.dev/docs/latest/Reference/Server/#bodylimit' },
    { title: 'Hono: body limit', url: 'https://hono.dev/docs/middleware/builtin/body-limit' },
    {
      title: 'OWASP API Security Top 10 2023: API4',
      url: 'https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/',
    },
  ],
  falsePositives: [
    'No option: the defaults of Express (100 kB), Koa and Fastify (1 MiB) are limits.',
    'nginx in front of every way to the service: it refuses bodies above client_max_body_size, 1 MiB unless set.',
    'A body that is passed on as a stream and not collected.',
  ],
  examples: [
    { name: 'the default of Express', outcome: 'pass', line: 3, files: express('') },
    { name: 'a limit that fits', outcome: 'pass', files: express("{ limit: '5mb' }") },
    { name: 'a gigabyte', outcome: 'fail', line: 3, says: '1024 MB', files: express("{ limit: '1gb' }") },
    { name: 'switched off', outcome: 'fail', line: 3, files: express('{ limit: Infinity }') },
    {
      name: 'nginx lets only 10 MB through',
      outcome: 'pass',
      line: 2,
      files: express("{ limit: '1gb' }", { 'nginx.conf': nginx('client_max_body_size 10m;') }),
    },
    {
      name: 'nginx lets everything through',
      outcome: 'fail',
      files: express("{ limit: '1gb' }", { 'nginx.conf': nginx('client_max_body_size 0;') }),
    },
    { name: 'Hono on Node', outcome: 'fail', line: 5, files: hono('') },
    { name: 'Hono with a limit', outcome: 'pass', files: hono('app.use(bodyLimit({ maxSize: 1024 * 1024 }))\n') },
    { name: 'Node collects without looking', outcome: 'fail', line: 4, files: node('body += chunk') },
    {
      name: 'Node stops at a limit',
      outcome: 'pass',
      files: node('if (body.length > 1e6) req.destroy(); else body += chunk'),
    },
    { name: 'Node counts and does not keep', outcome: 'not-applicable', files: node('console.log(chunk)') },
    {
      name: 'Fastify with half a gigabyte',
      outcome: 'fail',
      files: project('fastify@5', {
        'server.js':
          "const app = require('fastify')({ bodyLimit: 512 * 1024 * 1024 })\napp.post('/items', async (request) => request.body)\napp.listen({ port: 3000, host: '0.0.0.0' })\n",
      }),
    },
    {
      name: 'nothing takes a body',
      outcome: 'not-applicable',
      files: project('express@5', {
        'server.js': "const app = require('express')()\napp.get('/', (req, res) => res.send(''))\napp.listen(3000)\n",
      }),
    },
    {
      name: 'a limit from elsewhere',
      outcome: 'unknown',
      files: express("{ limit: require('company-settings').bodyLimit }"),
    },
  ],
  evaluate({ service, http, program, edge }) {
    const inapplicable = unlessWeb(service)
    if (inapplicable) return inapplicable
    const readers = bodyReaders(program, http)
    if (readers.length === 0) return notApplicable('nothing was found that takes in the body of a request')
    const unbounded = readers.filter(({ maxBytes }) => maxBytes !== undefined && maxBytes >= HUGE_BYTES)
    const known = readers.filter(({ maxBytes }) => maxBytes !== undefined && maxBytes < HUGE_BYTES)
    if (unbounded.length > 0) {
      const atEdge = limitAtEdge(edge)
      if (atEdge) return pass(atEdge, readers.length)
      return fail(
        unbounded.map((reader) => ({ message: describe(reader), evidence: [reader.evidence] })),
        known.length,
      )
    }
    if (known.length === 0 && !readers.some(isLookedAt))
      return unknown(
        'the limit is only known at run time',
        readers.map(({ evidence }) => evidence),
      )
    return pass(
      readers.map(({ evidence, isDefault }) => (isDefault ? { ...evidence, note: 'limited by default' } : evidence)),
      readers.length,
    )
  },
})

/** A handler that collects the body and looks at its size; where it stops is not read. */
function isLookedAt({ name }: BodyReader): boolean {
  return name.startsWith('a handler')
}

function describe({ name, maxBytes }: BodyReader): string {
  const amount =
    maxBytes === Infinity ? 'bodies of any size' : `bodies of up to ${Math.round(maxBytes! / 1024 / 1024)} MB`
  return `${name} takes ${amount} into memory`
}

/** Every way to the service leads through nginx, and nginx refuses what is too large. */
function limitAtEdge({ toService }: EdgeView): Evidence[] | undefined {
  const limits = toService.map(({ scope, target }) => {
    const { found, isOpen } = effective(scope, 'client_max_body_size')
    const text = found.at(-1)?.args[0]
    // Its default is 1 MiB.
    if (text === undefined) return isOpen ? undefined : directiveAt(target!.at, 'client_max_body_size is 1m by default')
    const bytes = bytesOf(text.replace(/^(\d+)([kmg])$/i, '$1$2b'))
    return bytes && bytes < HUGE_BYTES ? directiveAt(found.at(-1)!) : undefined
  })
  return limits.length > 0 && limits.every((limit) => limit !== undefined) ? limits : undefined
}
