import { absence, callAt, settingAt } from '../../derive/evidence.ts'
import { datastoreTokens } from '../../derive/datastores/datastores-view.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

/** Nobody installs these for anything else; an ORM or a schema tool may be there without migrations. */
const MIGRATES_ONLY =
  /^(?!(prisma|@prisma\/client|knex|objection|typeorm|sequelize|sequelize-typescript|kysely|drizzle-orm|drizzle-kit|mikro-orm|@mikro-orm\/cli)$)/

const SERVER =
  "const app = require('express')()\nconst { Pool } = require('pg')\nconst pool = new Pool()\napp.get('/', async (req, res) => res.json(await pool.query('SELECT 1')))\napp.listen(3000)\n"

export default defineRule({
  id: 'migrations/none',
  catalogue: 'MG02',
  title: 'A database without migrations',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'datastores', 'migrations', 'files'],
  tokens: datastoreTokens,
  why: 'Without migrations nobody can say which version of the schema a database has, rebuild it, or go from one release to the next the same way twice.',
  remedies: [
    {
      for: 'any',
      effort: 'M',
      text: 'Take a migration tool and make today’s schema its first migration.',
      code: 'npx node-pg-migrate create initial-schema',
    },
    { for: 'prisma', effort: 'S', text: 'Create the first migration.', code: 'npx prisma migrate dev --name init' },
    { for: 'mongoose', effort: 'M', text: 'Use migrate-mongo for changes of existing documents.' },
  ],
  references: [
    { title: 'Martin Fowler: evolutionary database design', url: 'https://martinfowler.com/articles/evodb.html' },
  ],
  falsePositives: [
    'A schema that another repository owns.',
    'SQL files, Prisma, Knex, TypeORM, Sequelize, Drizzle and others, wherever they keep their files.',
  ],
  examples: [
    {
      name: 'SQL files',
      outcome: 'pass',
      files: {
        ...project('express@5 pg@8', { 'server.js': SERVER }),
        'migrations/001_users.sql': 'CREATE TABLE users (id int);\n',
      },
    },
    {
      name: 'Prisma',
      outcome: 'pass',
      files: {
        ...project('express@5 @prisma/client@6', {
          'server.js':
            "const app = require('express')()\nconst { PrismaClient } = require('@prisma/client')\nconst db = new PrismaClient()\napp.listen(3000)\n",
        }),
        'prisma/schema.prisma': 'datasource db {\n  provider = "postgresql"\n}\n',
        'prisma/migrations/20240101_init/migration.sql': 'CREATE TABLE users (id int);\n',
      },
    },
    { name: 'none', outcome: 'fail', line: 3, files: project('express@5 pg@8', { 'server.js': SERVER }) },
    {
      name: 'no database',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
    {
      name: 'a tool, and its files elsewhere',
      outcome: 'unknown',
      files: project('express@5 pg@8 node-pg-migrate@7', { 'server.js': SERVER }),
    },
  ],
  evaluate({ service, datastores, migrations, files }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const stores = datastores.databases.filter(({ force, event }) => force !== 'off' && event.phase !== 'unseen')
    if (stores.length === 0 && !datastores.prisma) return notApplicable('no database')
    const { sets, tools } = migrations
    const found = sets.flatMap((set) => set.files)
    if (found.length > 0)
      return pass(settingAt(found.at(-1)!, 1, undefined, `${found.length} migration${found.length === 1 ? '' : 's'}`))
    const tool = tools.find((entry) => MIGRATES_ONLY.test(entry.package))
    if (tool) return unknown(`${tool.package} is installed, but no migration was found`, [tool.evidence])
    const anchor = stores[0] ? callAt(stores[0].event) : settingAt(datastores.prisma!.path, datastores.prisma!.line)
    return fail([
      {
        message: 'the schema has no migrations',
        evidence: [absence(`${files.paths.length} files looked through`, anchor)],
      },
    ])
  },
})
