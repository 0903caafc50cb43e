import type { Datastore, StoreFamily } from '../datastores/datastores-view.ts'
import { packageOfName } from '../program/names.ts'
import type { Value } from '../program/value.ts'
import type { ProfileContext } from './profile-context.ts'
import { mergeTraits, settingTrait, type Trait } from './trait.ts'

const FAMILIES: Record<StoreFamily, string> = {
  postgres: 'PostgreSQL',
  mysql: 'MySQL',
  mongodb: 'MongoDB',
  sqlite: 'SQLite',
  mssql: 'SQL Server',
  redis: 'Redis',
  sql: 'SQL',
  other: '',
}
const PRISMA_PROVIDERS: Record<string, string> = {
  postgresql: 'PostgreSQL',
  postgres: 'PostgreSQL',
  mysql: 'MySQL',
  sqlite: 'SQLite',
  sqlserver: 'SQL Server',
  mongodb: 'MongoDB',
  cockroachdb: 'CockroachDB',
}
const LIBRARIES: Record<string, string> = {
  prisma: 'Prisma',
  knex: 'Knex',
  sequelize: 'Sequelize',
  typeorm: 'TypeORM',
  mongoose: 'Mongoose',
  drizzle: 'Drizzle',
  kysely: 'Kysely',
  'mikro-orm': 'MikroORM',
}
const OTHERS: Record<string, string> = {
  '@elastic/elasticsearch': 'Elasticsearch',
  'cassandra-driver': 'Cassandra',
  'neo4j-driver': 'Neo4j',
  '@clickhouse/client': 'ClickHouse',
  '@aws-sdk/client-dynamodb': 'DynamoDB',
}

/** Databases the service opens, through which library, and the variable that says where they are. */
export function databaseTraits(context: ProfileContext): Trait[] {
  const { stores, prisma } = context.views.datastores
  const opened = stores
    .filter(({ family, event }) => family !== 'redis' && event.phase !== 'unseen')
    .map((store) => context.event(`${nameOf(store, context)}${variableOf(store)}`, store.event))
  const hasClient = stores.some(({ library }) => library === 'prisma')
  const schema =
    prisma && !hasClient
      ? [{ ...settingTrait(prismaName(prisma.provider), prisma.path, prisma.line), state: 'unknown' as const }]
      : []
  return mergeTraits([...opened, ...schema])
}

function nameOf({ family, library, name }: Datastore, { views }: ProfileContext): string {
  if (family === 'other') return OTHERS[packageOfName(name)] ?? packageOfName(name)
  const { prisma } = views.datastores
  if (library === 'prisma' && prisma) return prismaName(prisma.provider)
  const through = LIBRARIES[library] ?? (library === 'sqlite' ? packageOfName(name) : library)
  return family === 'sqlite' && through === 'sqlite' ? 'SQLite' : `${FAMILIES[family]} through ${through}`
}

function prismaName(provider: string): string {
  return `${PRISMA_PROVIDERS[provider] ?? provider} through Prisma`
}

const ADDRESS_KEYS = ['connectionString', 'connection', 'url', 'uri', 'host', 'connectionUri', 'clientUrl', 'storage']

/** ` at DATABASE_URL`; nothing when the address is written elsewhere. */
function variableOf({ args }: Datastore): string {
  const name = args.map((value) => addressVariable(value, 0)).find((found) => found !== undefined)
  return name === undefined ? '' : ` at ${name}`
}

function addressVariable(value: Value, depth: number): string | undefined {
  if (value.kind === 'environment') return value.name
  if (value.kind !== 'record' || depth > 2) return undefined
  for (const key of ADDRESS_KEYS) {
    const inner = value.get(key)
    const name = inner && addressVariable(inner, depth + 1)
    if (name !== undefined) return name
  }
  return undefined
}
