import { knex as createKnex } from 'knex'
import { Kysely, Migrator, PostgresDialect } from 'kysely'
import { Pool, Client } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith } from '../../../../../../../tools/servers/describe-with.ts'
import { findPostgres } from '../../../../../../../tools/servers/postgres-server.ts'
import type { TestServer } from '../../../../../../../tools/servers/test-server.ts'
import { sha256Hex } from '../../../model/sha256.ts'
import { outcomesOf } from '../../../testing/outcomes-of.ts'
import { memoryReader } from '../../project/memory-reader.ts'

const SLOW_MS = 180_000
const [ONE, TWO] = ['CREATE TABLE one (id int);\n', 'CREATE TABLE two (id int);\n']

function projectOf(dependencies: string, files: Record<string, string>): ReturnType<typeof memoryReader> {
  const manifest = {
    name: 'shop',
    scripts: { start: 'node server.js' },
    dependencies: Object.fromEntries(dependencies.split(' ').map((name) => [name, '*'])),
  }
  return memoryReader({
    'package.json': JSON.stringify(manifest),
    'server.js': "require('express')().listen(3000)\n",
    ...files,
  })
}

/** A tool that has applied the first of two migrations: what it leaves in the database, and its files. */
interface Case {
  tool: string
  packages: string
  files: Record<string, string>
  /** Applies the first, or both. */
  apply: (url: string, count: 1 | 2) => Promise<void>
}

async function run(url: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    for (const sql of statements) await client.query(sql)
  } finally {
    await client.end()
  }
}

const journal = JSON.stringify({
  entries: [
    { tag: '0000_one', when: 1_700_000_000_000 },
    { tag: '0001_two', when: 1_700_000_100_000 },
  ],
})

const CASES: Case[] = [
  {
    tool: 'Knex, itself',
    packages: 'express knex pg',
    files: { 'migrations/001_one.ts': '', 'migrations/002_two.ts': '' },
    async apply(url, count) {
      const db = createKnex({ client: 'pg', connection: url, pool: { min: 0, max: 1 } })
      const names = ['001_one.js', '002_two.js'].slice(0, count)
      const nothing = { up: async () => {}, down: async () => {} }
      const migrationSource = {
        getMigrations: async () => names,
        getMigrationName: (name: string) => name,
        getMigration: async () => nothing,
      }
      await db.migrate.latest({ migrationSource }).finally(() => db.destroy())
    },
  },
  {
    tool: 'Kysely, itself',
    packages: 'express kysely pg',
    files: { 'migrations/001_one.ts': '', 'migrations/002_two.ts': '' },
    async apply(url, count) {
      const db = new Kysely({ dialect: new PostgresDialect({ pool: new Pool({ connectionString: url, max: 1 }) }) })
      const names = ['001_one', '002_two'].slice(0, count)
      const provider = {
        getMigrations: async () => Object.fromEntries(names.map((name) => [name, { up: async () => {} }])),
      }
      const { error } = await new Migrator({ db, provider }).migrateToLatest()
      await db.destroy()
      if (error) throw error
    },
  },
  {
    tool: 'TypeORM',
    packages: 'express typeorm pg',
    files: {
      'data-source.ts': "export default new DataSource({ migrations: ['src/changes/*.ts'] })\n",
      'src/changes/1700000000001-One.ts': '',
      'src/changes/1700000000002-Two.ts': '',
    },
    apply: (url, count) =>
      run(url, [
        'CREATE TABLE IF NOT EXISTS "migrations" ("id" SERIAL PRIMARY KEY, "timestamp" bigint NOT NULL, "name" varchar NOT NULL)',
        ...[1, 2]
          .slice(0, count)
          .map(
            (n) =>
              `INSERT INTO "migrations" ("timestamp", "name") SELECT 170000000000${n}, 'M170000000000${n}' WHERE NOT EXISTS (SELECT 1 FROM "migrations" WHERE "timestamp" = 170000000000${n})`,
          ),
      ]),
  },
  {
    tool: 'Sequelize',
    packages: 'express sequelize sequelize-cli pg',
    files: { 'migrations/1-one.js': '', 'migrations/2-two.js': '' },
    apply: (url, count) =>
      run(url, [
        'CREATE TABLE IF NOT EXISTS "SequelizeMeta" (name varchar(255) PRIMARY KEY)',
        ...['1-one.js', '2-two.js']
          .slice(0, count)
          .map((name) => `INSERT INTO "SequelizeMeta" VALUES ('${name}') ON CONFLICT DO NOTHING`),
      ]),
  },
  {
    tool: 'node-pg-migrate',
    packages: 'express node-pg-migrate pg',
    files: { 'migrations/1700000000001_one.sql': ONE, 'migrations/1700000000002_two.sql': TWO },
    apply: (url, count) =>
      run(url, [
        'CREATE TABLE IF NOT EXISTS pgmigrations (id SERIAL PRIMARY KEY, name varchar(255) NOT NULL UNIQUE, run_on timestamp NOT NULL DEFAULT now())',
        ...['1700000000001_one', '1700000000002_two']
          .slice(0, count)
          .map((name) => `INSERT INTO pgmigrations (name) VALUES ('${name}') ON CONFLICT DO NOTHING`),
      ]),
  },
  {
    tool: 'Drizzle',
    packages: 'express drizzle-orm drizzle-kit pg',
    files: { 'drizzle/0000_one.sql': ONE, 'drizzle/0001_two.sql': TWO, 'drizzle/meta/_journal.json': journal },
    apply: (url, count) =>
      run(url, [
        'CREATE SCHEMA IF NOT EXISTS drizzle',
        'CREATE TABLE IF NOT EXISTS drizzle.__drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint)',
        ...[ONE, TWO]
          .slice(0, count)
          .map(
            (sql, n) =>
              `INSERT INTO drizzle.__drizzle_migrations (hash, created_at) SELECT '${sha256Hex(sql)}', ${1_700_000_000_000 + n * 100_000} WHERE NOT EXISTS (SELECT 1 FROM drizzle.__drizzle_migrations WHERE hash = '${sha256Hex(sql)}')`,
          ),
      ]),
  },
]

describeWith('tables of migration tools', findPostgres(), ({ start }) => {
  let server: TestServer
  beforeAll(async () => {
    server = await start()
  }, SLOW_MS)
  afterAll(async () => server?.[Symbol.asyncDispose](), SLOW_MS)

  it.each(CASES.map((each, index) => [each.tool, index] as const))(
    '%s: what is pending, and that nothing is',
    async (_, index) => {
      const { packages, files, apply } = CASES[index]!
      await run(server.url, [`CREATE DATABASE tool${index}`])
      const url = server.url.replace(/\/postgres$/, `/tool${index}`)
      const project = projectOf(packages, files)
      const pending = async (): Promise<unknown> => {
        const { outcome, findings, reason } = (await outcomesOf({ databaseUrl: url }, project)).of('migrations/pending')
        return [outcome, reason, findings[0]?.message]
      }
      expect(await pending()).toEqual(['fail', undefined, expect.stringContaining('2 migrations')])
      await apply(url, 1)
      expect(await pending()).toEqual(['fail', undefined, expect.stringMatching(/1 migration of .*(two|Two)/)])
      await apply(url, 2)
      expect(await pending()).toEqual(['pass', undefined, undefined])
    },
    SLOW_MS,
  )

  it(
    'Drizzle: a file that was changed after it had been applied',
    async () => {
      const index = CASES.findIndex(({ tool }) => tool === 'Drizzle')
      const { packages, files } = CASES[index]!
      const project = projectOf(packages, { ...files, 'drizzle/0000_one.sql': 'CREATE TABLE one (id bigint);\n' })
      const databaseUrl = server.url.replace(/\/postgres$/, `/tool${index}`)
      const { of } = await outcomesOf({ databaseUrl }, project)
      expect(of('migrations/edited-after-apply').findings.map(({ file }) => file)).toEqual(['drizzle/0000_one.sql'])
      expect(of('migrations/pending').outcome).toBe('pass')
    },
    SLOW_MS,
  )
})
