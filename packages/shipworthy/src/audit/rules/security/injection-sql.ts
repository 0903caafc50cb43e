import { callAt } from '../../derive/evidence.ts'
import { datastoreTokens, type Datastore } from '../../derive/datastores/datastores-view.ts'
import { pathEvidence } from '../../derive/taint/taint-view.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const APP =
  "const express = require('express')\nconst { Pool } = require('pg')\nconst pool = new Pool()\nconst app = express()\n"
const END = 'app.listen(3000)\n'

export default defineRule({
  id: 'security/injection-sql',
  catalogue: 'SE01',
  title: 'A request is written into SQL text',
  severity: 'critical',
  confidence: 'structural',
  needs: ['service', 'taint', 'datastores'],
  tokens: datastoreTokens,
  why: 'What a client sends becomes part of the statement: with a quote and a few words it reads every table, signs in as anybody or deletes the data.',
  remedies: [
    {
      for: 'pg',
      effort: 'S',
      text: 'Leave a placeholder in the text and hand the value over beside it.',
      code: "await pool.query('SELECT * FROM users WHERE name = $1', [req.query.name])",
    },
    {
      for: 'prisma',
      effort: 'S',
      text: 'Use the tagged template, which binds its values, instead of $queryRawUnsafe.',
      code: 'await prisma.$queryRaw`SELECT * FROM users WHERE name = ${name}`',
    },
    {
      for: 'sequelize',
      effort: 'S',
      text: 'Use replacements or bind parameters.',
      code: "await sequelize.query('SELECT * FROM users WHERE name = :name', { replacements: { name } })",
    },
    {
      for: 'any',
      effort: 'S',
      text: 'Names of columns and directions cannot be bound: look them up in a list of those that are allowed.',
      code: "const column = { name: 'name', date: 'created_at' }[req.query.sort] ?? 'name'",
    },
  ],
  references: [
    {
      title: 'OWASP: SQL injection prevention',
      url: 'https://cheatsheetseries.owasp.org/cheatsheets/SQL_Injection_Prevention_Cheat_Sheet.html',
    },
    { title: 'node-postgres: parameterized queries', url: 'https://node-postgres.com/features/queries' },
    { title: 'OWASP ASVS 5.0, V1.2', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' },
  ],
  falsePositives: [
    'Tagged templates that bind their values: sql`…`, Prisma.sql, $queryRaw.',
    'Texts that are assembled from constants, and values that are bound.',
    'Numbers, and names that are looked up in a list.',
  ],
  examples: [
    {
      name: 'a query builder and no text of its own',
      outcome: 'pass',
      says: 'built by knex',
      files: project('express@5 knex@3', {
        'server.js':
          "const app = require('express')()\nconst knex = require('knex')({ client: 'pg' })\napp.get('/users', async (req, res) => res.json(await knex('users').where('name', req.query.name)))\napp.listen(3000)\n",
      }),
    },
    {
      name: 'a bound value',
      outcome: 'pass',
      line: 5,
      files: project('express@5 pg@8', {
        'server.js': `${APP}app.get('/users', async (req, res) => res.json(await pool.query('SELECT * FROM users WHERE name = $1', [req.query.name])))\n${END}`,
      }),
    },
    {
      name: 'a tagged template that binds',
      outcome: 'pass',
      files: project('express@5 pg@8 postgres@3', {
        'server.js': `${APP}const sql = require('postgres')()\napp.get('/users', async (req, res) => { await pool.query('SELECT 1'); res.json(await sql\`SELECT * FROM users WHERE name = \${req.query.name}\`) })\n${END}`,
      }),
    },
    {
      name: 'placeholders made for a list',
      outcome: 'pass',
      files: project('express@5 pg@8', {
        'server.js': `${APP}app.get('/users', async (req, res) => {\n  const ids = req.query.ids.split(',')\n  const marks = ids.map((id, index) => '$' + (index + 1)).join(', ')\n  res.json(await pool.query(\`SELECT * FROM users WHERE id IN (\${marks})\`, ids))\n})\n${END}`,
      }),
    },
    {
      name: 'conditions assembled from constants',
      outcome: 'pass',
      files: project('express@5 pg@8', {
        'server.js': `${APP}app.get('/users', async (req, res) => {\n  let text = 'SELECT * FROM users WHERE 1 = 1'\n  const values = []\n  if (req.query.name) { values.push(req.query.name); text += ' AND name = $' + values.length }\n  res.json(await pool.query(text, values))\n})\n${END}`,
      }),
    },
    {
      name: 'a number, a column from a list and a direction',
      outcome: 'pass',
      files: project('express@5 pg@8', {
        'server.js': `${APP}const COLUMNS = { name: 'name', date: 'created_at' }\napp.get('/users', async (req, res) => {\n  const { sort, dir, page } = req.query\n  const order = ['name', 'created_at'].includes(sort) ? sort : 'name'\n  if (!['asc', 'desc'].includes(dir)) return res.sendStatus(400)\n  res.json(await pool.query(\`SELECT * FROM users ORDER BY \${COLUMNS[sort]}, \${order} \${dir} LIMIT 20 OFFSET \${Number(page) * 20}\`))\n})\n${END}`,
      }),
    },
    {
      name: 'escaped by the driver',
      outcome: 'pass',
      files: project('express@5 mysql@2', {
        'server.js': `const app = require('express')()\nconst mysql = require('mysql')\nconst db = mysql.createPool({})\napp.get('/users', (req, res) => db.query('SELECT * FROM users WHERE name = ' + mysql.escape(req.query.name), (error, rows) => res.json(rows)))\n${END}`,
      }),
    },
    {
      name: 'written into the text',
      outcome: 'fail',
      severity: 'critical',
      line: 5,
      files: project('express@5 pg@8', {
        'server.js': `${APP}app.get('/users', async (req, res) => res.json(await pool.query("SELECT * FROM users WHERE name = '" + req.query.name + "'")))\n${END}`,
      }),
    },
    {
      name: 'through a helper in another file',
      outcome: 'fail',
      severity: 'critical',
      files: project('express@5 pg@8', {
        'server.ts': `import express from 'express'\nimport { findUsers } from './users.ts'\nconst app = express()\napp.get('/users', async (req, res) => {\n  const { name } = req.query\n  res.json(await findUsers({ name }))\n})\n${END}`,
        'users.ts': `import { Pool } from 'pg'\nconst pool = new Pool()\nexport async function findUsers(filter: { name: string }) {\n  const conditions: string[] = []\n  if (filter.name) conditions.push(\`name LIKE '%\${filter.name.trim()}%'\`)\n  const text = 'SELECT * FROM users WHERE ' + conditions.join(' AND ')\n  return pool.query(text)\n}\n`,
      }),
    },
    {
      name: 'NestJS, with a class that is injected',
      outcome: 'fail',
      severity: 'critical',
      files: project('@nestjs/core@11 @nestjs/common@11 typeorm@0 @nestjs/platform-express@11', {
        'main.ts': `import { NestFactory } from '@nestjs/core'\nimport { AppModule } from './app.module.ts'\nasync function start() { const app = await NestFactory.create(AppModule); await app.listen(3000) }\nstart()\n`,
        'app.module.ts': `import { Module, Controller, Get, Query, Injectable } from '@nestjs/common'\nimport { DataSource } from 'typeorm'\n@Injectable()\nexport class Users {\n  constructor(private readonly source: DataSource) {}\n  find(name: string) { return this.source.query(\`SELECT * FROM users WHERE name = '\${name}'\`) }\n}\n@Controller('users')\nexport class UsersController {\n  constructor(private readonly users: Users) {}\n  @Get()\n  list(@Query('name') name: string) { return this.users.find(name) }\n}\n@Module({ controllers: [UsersController], providers: [Users] })\nexport class AppModule {}\n`,
      }),
    },
    {
      name: 'no SQL',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': `const app = require('express')()\n${END}` }),
    },
    {
      name: 'what the name is was not followed',
      outcome: 'unknown',
      files: project('express@5 pg@8 table-names@1', {
        'server.js': `${APP}const names = require('table-names')\napp.get('/users', async (req, res) => res.json(await pool.query('SELECT * FROM ' + names.find(req.query.name))))\n${END}`,
      }),
    },
  ],
  evaluate({ service, taint, datastores }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const builder = datastores.databases.find(({ kind, family, force }) => isBuilder(kind, family) && force !== 'off')
    if (taint.sql.length === 0)
      return builder
        ? pass(callAt(builder.event, `every statement is built by ${builder.library}, which binds values`))
        : notApplicable('it writes no SQL text')
    const written = taint.sql.filter(({ origin }) => origin.kind === 'request')
    const clean = taint.sql.filter(({ origin }) => origin.kind === 'constant')
    if (written.length > 0)
      return fail(
        written.map((sink) => ({
          message: 'what a client sends becomes part of the SQL text',
          evidence: pathEvidence(sink),
        })),
        clean.length,
      )
    const open = taint.sql.flatMap(({ event, origin }) =>
      origin.kind === 'unknown' ? [{ event, why: origin.why }] : [],
    )
    if (open.length > 0)
      return unknown(
        `the origin of SQL text could not be followed: ${open[0]!.why}`,
        open.map(({ event, why }) => callAt(event, why)),
      )
    return pass(
      clean.map(({ event }) => callAt(event)),
      clean.length,
    )
  },
})

function isBuilder(kind: Datastore['kind'], family: Datastore['family']): boolean {
  return kind === 'orm' && /^(postgres|mysql|sqlite|mssql|sql)$/.test(family)
}
