import { describe, expect, it } from 'vitest'
import { memoryReader } from '../gather/project/memory-reader.ts'
import { project } from '../rules/example-kit.ts'
import { runAudit } from '../run-audit.ts'

/** The profile of a project as `label: [state text (reason) @file:line]`. */
function profileOf(files: Record<string, string>): Record<string, string[]> {
  const { profile } = runAudit(memoryReader(files), { rules: [] })
  return Object.fromEntries(
    profile.map(({ label, values }) => [
      label,
      values.map(({ text, state, reason, file, line }) => {
        const why = reason === undefined ? '' : ` (${reason})`
        const where = file === undefined ? '' : ` @${file}${line === undefined ? '' : `:${line}`}`
        return `${state} ${text}${why}${where}`
      }),
    ]),
  )
}

const APP = "const express = require('express')\nconst app = express()\n"
const SERVE = "app.get('/', (req, res) => res.send('ok'))\napp.listen(3000)\n"

function serverWith(lines: string, dependencies = 'express@5'): Record<string, string[]> {
  return profileOf(project(dependencies, { 'server.js': `${APP}${lines}\n${SERVE}` }))
}

describe('Framework', () => {
  it('names the framework with the major version of the nearest package.json', () => {
    expect(serverWith('')['Framework']).toEqual(['on Express 5 @server.js:2'])
    const fastify = project('fastify@5', {
      'server.js': "const app = require('fastify')()\napp.get('/', async () => 'ok')\napp.listen({ port: 3000 })\n",
    })
    expect(profileOf(fastify)['Framework']).toEqual(['on Fastify 5 @server.js:1'])
    const koa = project('koa@2', {
      'server.js': "const Koa = require('koa')\nnew Koa().use((ctx) => { ctx.body = 1 }).listen(3000)\n",
    })
    expect(profileOf(koa)['Framework']).toEqual(['on Koa 2 @server.js:2'])
  })

  it('claims no version that the range does not settle', () => {
    for (const range of ['*', 'latest', '>=4', '4 || 5', 'catalog:', 'workspace:^']) {
      const files = project('express@5', { 'server.js': `${APP}${SERVE}` })
      const manifest = files['package.json']!.replace('"^5.0.0"', JSON.stringify(range))
      expect(profileOf({ ...files, 'package.json': manifest })['Framework'], range).toEqual(['on Express @server.js:2'])
    }
  })

  it('goes by the package of the file in a monorepo', () => {
    const manifest = (name: string, major: number): string =>
      JSON.stringify({
        name,
        private: true,
        scripts: { start: 'node index.js' },
        dependencies: { express: `^${major}.0.0` },
      })
    const profile = profileOf({
      'package.json': '{ "private": true, "workspaces": ["services/*"] }',
      'services/a/package.json': manifest('a', 4),
      'services/a/index.js': `${APP}${SERVE}`,
      'services/b/package.json': manifest('b', 5),
      'services/b/index.js': `${APP}${SERVE}`,
    })
    expect(profile['Framework']).toEqual(['on Express 4 @services/a/index.js:2', 'on Express 5 @services/b/index.js:2'])
  })

  it('says what Nest answers through', () => {
    const main = (adapter: string): string =>
      `import { NestFactory } from '@nestjs/core'\n${adapter}import { AppModule } from './app'\nconst app = await NestFactory.create(AppModule${adapter ? ', new FastifyAdapter()' : ''})\nawait app.listen(3000)\n`
    const app = "import { Module } from '@nestjs/common'\n@Module({}) export class AppModule {}\n"
    const nest = (adapter: string): Record<string, string> =>
      project('@nestjs/core@11 @nestjs/common@11', { 'main.ts': main(adapter), 'app.ts': app })
    expect(profileOf(nest(''))['Framework']).toEqual(['on NestJS 11 on Express @main.ts:3'])
    expect(profileOf(nest("import { FastifyAdapter } from '@nestjs/platform-fastify'\n"))['Framework']).toEqual([
      'on NestJS 11 on Fastify @main.ts:4',
    ])
  })

  it('takes package.json for a hint, not for a fact', () => {
    const library = profileOf(project('express@5', { 'README.md': '# nothing here\n' }))
    expect(library['Framework']).toEqual([
      'unknown Express 5 (package.json asks for it; no application of it was found) @package.json:5',
    ])
  })
})

describe('Entry', () => {
  it('gives the file and the command that starts it', () => {
    expect(serverWith('')['Entry']).toEqual(['on server.js (node server.js) @package.json:5'])
    const image = profileOf({
      ...project('express@5', { 'src/server.js': `${APP}${SERVE}` }),
      Dockerfile: 'FROM node:22-alpine\nCOPY . .\nCMD ["node", "src/server.js"]\n',
    })
    expect(image['Entry']).toEqual(['on src/server.js (node src/server.js) @Dockerfile:3'])
  })

  it('is not certain of what only its name tells', () => {
    const files = { 'package.json': '{ "dependencies": { "express": "5" } }', 'server.js': `${APP}${SERVE}` }
    expect(profileOf(files)['Entry']).toEqual(['unknown server.js (no start command names it) @server.js'])
  })
})

describe('Container and Node.js', () => {
  const files = project('express@5', { 'server.js': `${APP}${SERVE}` })

  it('names the base image and the Node version in it', () => {
    const profile = profileOf({
      ...files,
      '.nvmrc': '20\n',
      Dockerfile:
        'FROM node:20 AS build\nRUN npm ci\nFROM node:22-alpine\nCOPY --from=build /app .\nCMD node server.js\n',
      'docker-compose.yml': 'services:\n  api:\n    build: .\n  db:\n    image: postgres:17\n',
    })
    expect(profile['Container']).toEqual([
      'on Node.js 22 on node:22-alpine @Dockerfile:3',
      'on Docker Compose, 2 services @docker-compose.yml',
    ])
    expect(profile['Node.js']).toBeUndefined()
  })

  it('says so when a tag moves, and does not take a database for a deployment', () => {
    const profile = profileOf({
      ...files,
      Dockerfile: 'FROM node:alpine\nCOPY . .\nCMD node server.js\n',
      'docker-compose.yml': 'services:\n  db:\n    image: postgres:17\n',
    })
    expect(profile['Container']).toEqual(['on the newest Node.js on node:alpine @Dockerfile:1'])
  })

  it('falls back on what files ask for', () => {
    expect(profileOf({ ...files, '.nvmrc': 'v22.11.0\n' })['Node.js']).toEqual(['on 22 @.nvmrc:1'])
    const manifest = files['package.json']!.replace('{', '{\n  "engines": { "node": ">=22" },')
    expect(profileOf({ ...files, 'package.json': manifest })['Node.js']).toEqual(['on >=22 @package.json:2'])
  })
})

describe('Database, Cache and Queue', () => {
  it('names the library, what it speaks to and the variable that says where', () => {
    const lines = [
      "const { Pool } = require('pg')",
      'const pool = new Pool({ connectionString: process.env.DATABASE_URL })',
      "const Redis = require('ioredis')",
      'const redis = new Redis(process.env.REDIS_URL)',
      "const { Queue } = require('bullmq')",
      "const queue = new Queue('mail', { connection: redis })",
    ]
    const profile = serverWith(lines.join('\n'), 'express@5 pg@8 ioredis@5 bullmq@5')
    expect(profile['Database']).toEqual(['on PostgreSQL through pg at DATABASE_URL @server.js:4'])
    expect(profile['Cache']).toEqual(['on Redis through ioredis @server.js:6'])
    expect(profile['Queue']).toEqual(['on BullMQ @server.js:8'])
  })

  it('knows the database behind Prisma from its schema', () => {
    const profile = profileOf({
      ...project('express@5 @prisma/client@6', {
        'server.js': `${APP}const { PrismaClient } = require('@prisma/client')\nconst prisma = new PrismaClient()\n${SERVE}`,
      }),
      'prisma/schema.prisma': 'datasource db {\n  provider = "mysql"\n  url = env("DATABASE_URL")\n}\n',
    })
    expect(profile['Database']).toEqual(['on MySQL through Prisma @server.js:4'])
  })

  it('says what is behind a switch that is off, and which', () => {
    const lines =
      "const NodeCache = require('node-cache')\nlet cache\nif (process.env.CACHE_ENABLED === 'true') cache = new NodeCache()"
    expect(serverWith(lines, 'express@5 node-cache@5')['Cache']).toEqual([
      'off node-cache (CACHE_ENABLED decides, off by default) @server.js:5',
    ])
  })
})

describe('Routes and Health', () => {
  it('counts what answers, and apart from it what is switched off', () => {
    const profile = serverWith(
      "app.get('/health', (req, res) => res.json({}))\nif (process.env.NODE_ENV !== 'production') app.get('/ready', (req, res) => res.json({}))",
    )
    expect(profile['Routes']).toEqual([
      'on 2 routes @server.js:2',
      'off 1 route (not with NODE_ENV=production) @server.js:4',
    ])
    expect(profile['Health']).toEqual([
      'on /health @server.js:3',
      'off /ready (not with NODE_ENV=production) @server.js:4',
    ])
  })

  it('says when some may have been missed', () => {
    const lines = 'const plugins = { get first() { return globalThis.first } }\napp.use(plugins.first)'
    expect(serverWith(lines)['Routes']).toEqual([
      'unknown at least 1 route (something mounted on the application could not be followed) @server.js:2',
    ])
  })

  it('names a health plugin that was given no route', () => {
    const profile = profileOf(
      project('fastify@5 @fastify/under-pressure@9', {
        'server.js':
          "const app = require('fastify')()\napp.register(require('@fastify/under-pressure'), {})\napp.listen({ port: 3000 })\n",
      }),
    )
    expect(profile['Health']).toEqual([
      'off under-pressure (registered without exposeStatusRoute: it has no route) @server.js:2',
    ])
    expect(profile['Mounted']).toEqual(['on @fastify/under-pressure @server.js:2'])
  })
})

describe('Mounted', () => {
  it('lists what is in force, with where', () => {
    const lines = [
      "app.use(require('helmet')())",
      "app.use(require('cors')({ origin: ['https://a.example'] }))",
      "app.use(require('express-rate-limit').rateLimit({ limit: 100 }))",
      "app.use(require('compression')())",
      'app.use(express.json())',
      "app.use(require('morgan')('combined'))",
      'app.use((err, req, res, next) => res.sendStatus(500))',
    ]
    const profile = serverWith(
      lines.join('\n'),
      'express@5 helmet@8 cors@2 express-rate-limit@7 compression@1 morgan@1',
    )
    expect(profile['Mounted']).toEqual([
      'on helmet @server.js:3',
      'on CORS for named origins @server.js:4',
      'on express-rate-limit @server.js:5',
      'on compression @server.js:6',
      'on express.json @server.js:7',
      'on morgan @server.js:8',
      'on error handler @server.js:9',
    ])
  })

  it('says where a part is mounted, and how often', () => {
    const limit = "const limit = require('express-rate-limit').rateLimit({ limit: 5 })\n"
    const one = serverWith(`${limit}app.use('/login', limit)`, 'express@5 express-rate-limit@7')
    expect(one['Mounted']).toEqual(['on express-rate-limit on /login @server.js:4'])
    const two = serverWith(
      `${limit}app.use('/login', limit)\napp.use('/reset', limit)`,
      'express@5 express-rate-limit@7',
    )
    expect(two['Mounted']).toEqual(['on express-rate-limit on 2 paths @server.js:4'])
  })

  const DORMANT: [name: string, lines: string, expected: string][] = [
    [
      'behind a variable',
      "const helmet = require('helmet')\nif (process.env.HELMET_ON) app.use(helmet())",
      'off helmet (HELMET_ON decides, off by default) @server.js:4',
    ],
    [
      'behind a variable of the configuration',
      "const helmet = require('helmet')\nconst config = { secure: process.env.SECURE_HEADERS === 'true' }\nif (config.secure) app.use(helmet())",
      'off helmet (behind `config.secure`) @server.js:5',
    ],
    [
      'for development only',
      "const helmet = require('helmet')\nif (process.env.NODE_ENV === 'development') { app.use(helmet()) }",
      'off helmet (not with NODE_ENV=production) @server.js:4',
    ],
    [
      'behind a constant',
      "const helmet = require('helmet')\nconst SECURE = false\nSECURE && app.use(helmet())",
      'off helmet (behind `SECURE`) @server.js:5',
    ],
    [
      'inside a middleware that is mounted behind a switch',
      "const helmet = require('helmet')\nif (process.env.HELMET_ON) app.use((req, res, next) => (req.query.x ? helmet()(req, res, next) : next()))",
      'off helmet (HELMET_ON decides, off by default) @server.js:4',
    ],
    [
      'whole in a comment',
      "// const helmet = require('helmet')\n// app.use(helmet())",
      'off helmet (commented out) @server.js:3',
    ],
    [
      'mounted in a comment only',
      "const helmet = require('helmet')\n/* strict headers:\n app.use(helmet()) */",
      'off helmet (commented out) @server.js:5',
    ],
    ['imported and left', "const helmet = require('helmet')", 'off helmet (imported, never mounted) @server.js:3'],
    [
      'handed on to somewhere',
      "const helmet = require('helmet')\nrequire('./apply')([helmet])",
      'unknown helmet (imported; no mount of it was found) @server.js:3',
    ],
    [
      'in a function that nothing calls',
      "const helmet = require('helmet')\nfunction secure(target) { target.use(helmet()) }",
      'unknown helmet (in a function that nothing was seen to call) @server.js:4',
    ],
  ]
  for (const [name, lines, expected] of DORMANT)
    it(`helmet ${name}`, () => expect(serverWith(lines, 'express@5 helmet@8')['Mounted']).toEqual([expected]))

  it('counts what is mounted anywhere as mounted, whatever a comment says', () => {
    const lines = "const helmet = require('helmet')\n// app.use(helmet())\napp.use(helmet())"
    expect(serverWith(lines, 'express@5 helmet@8')['Mounted']).toEqual(['on helmet @server.js:5'])
  })

  it('names a limiter that is made and hangs nowhere', () => {
    const lines = "const limiter = require('express-rate-limit').rateLimit({ limit: 5 })"
    expect(serverWith(lines, 'express@5 express-rate-limit@7')['Mounted']).toEqual([
      'off express-rate-limit (made, never mounted) @server.js:3',
    ])
  })

  it('says nothing of what package.json alone knows', () => {
    expect(serverWith('', 'express@5 helmet@8 compression@1')['Mounted']).toBeUndefined()
  })
})

describe('the profile', () => {
  it('of an empty project is empty', () => {
    expect(profileOf({ 'package.json': '{}' })).toEqual({})
  })

  it('shows no secret that a command carries', () => {
    const files = project('express@5', { 'server.js': `${APP}${SERVE}` })
    const manifest = files['package.json']!.replace('node server.js', 'DB_PASSWORD=hunter2hunter2 node server.js')
    expect(JSON.stringify(profileOf({ ...files, 'package.json': manifest }))).not.toContain('hunter2')
  })
})
