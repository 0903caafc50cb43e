import { describe, expect, it } from 'vitest'
import { createTokenFilter } from '../../facts/tokens.ts'
import { gatherProject } from '../../gather/project/gather-project.ts'
import { memoryReader } from '../../gather/project/memory-reader.ts'
import { deriveMigrations } from './migrations-view.ts'

function setsOf(dependencies: string, files: Record<string, string>): string[] {
  const manifest = JSON.stringify({
    dependencies: Object.fromEntries(
      dependencies
        .split(' ')
        .filter(Boolean)
        .map((name) => [name, '*']),
    ),
  })
  const reader = memoryReader({ 'package.json': manifest, ...files })
  const { sets } = deriveMigrations(gatherProject(reader, { filter: createTokenFilter([]) }))
  return sets.map(
    ({ tool, directory, files: all, sqlFiles, config }) =>
      `${tool} ${directory} ${all.length} ${sqlFiles.length}${config ? ` ${config.file}:${config.line}` : ''}`,
  )
}

const PROJECTS: [name: string, dependencies: string, files: Record<string, string>, sets: string[]][] = [
  [
    'Prisma',
    'prisma @prisma/client',
    { 'prisma/migrations/20240101_a/migration.sql': '', 'prisma/migrations/20240102_b/migration.sql': '' },
    ['prisma prisma/migrations 2 2'],
  ],
  [
    'Prisma with a baseline',
    'prisma @prisma/client',
    { 'prisma/migrations/0_init/migration.sql': '', 'prisma/migrations/20240102_b/migration.sql': '' },
    ['prisma prisma/migrations 2 2'],
  ],
  [
    'Knex with a folder of its own',
    'knex pg',
    {
      'knexfile.js': "module.exports = {\n  migrations: { directory: './db/migrations' },\n}\n",
      'db/migrations/001_a.js': '',
      'db/migrations/helpers.js': '',
    },
    ['knex db/migrations 1 0 knexfile.js:2'],
  ],
  [
    'TypeORM, built from src',
    'typeorm',
    {
      'src/data-source.ts': "export default new DataSource({ migrations: ['dist/changes/*.js'] })\n",
      'src/changes/1-a.ts': '',
    },
    [],
  ],
  [
    'TypeORM',
    'typeorm',
    {
      'data-source.ts': "export default new DataSource({ migrations: ['src/changes/*.ts'] })\n",
      'src/changes/1-a.ts': '',
    },
    ['typeorm src/changes 1 0 data-source.ts:1'],
  ],
  [
    'Sequelize',
    'sequelize sequelize-cli',
    { '.sequelizerc': "module.exports = { 'migrations-path': path.resolve('db', 'steps') }\n", 'db/steps/1-a.js': '' },
    ['sequelize db/steps 1 0 .sequelizerc:1'],
  ],
  [
    'Drizzle',
    'drizzle-orm drizzle-kit',
    {
      'drizzle.config.ts': "export default { out: './src/sql' }\n",
      'src/sql/0000_a.sql': '',
      'src/sql/meta/_journal.json': '',
    },
    ['drizzle src/sql 1 1 drizzle.config.ts:1'],
  ],
  ['node-pg-migrate', 'node-pg-migrate pg', { 'migrations/1_a.js': '' }, ['node-pg-migrate migrations 1 0']],
  ['plain SQL', 'pg', { 'db/migrations/V1__a.sql': '', 'db/migrations/V2__b.sql': '' }, ['sql db/migrations 2 2']],
  ['none', 'pg', { 'db/schema.sql': '' }, []],
]

describe('deriveMigrations', () => {
  for (const [name, dependencies, files, sets] of PROJECTS)
    it(name, () => expect(setsOf(dependencies, files)).toEqual(sets))
})
