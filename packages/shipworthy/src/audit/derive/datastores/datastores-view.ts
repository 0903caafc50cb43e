import type { ProjectFacts } from '../../facts/project-facts.ts'
import type { SourceFile } from '../../facts/source.ts'
import type { Tokens } from '../../facts/tokens.ts'
import { siteOf, type CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import type { Force } from '../program/force.ts'
import type { Value } from '../program/value.ts'

export type StoreFamily = 'postgres' | 'mysql' | 'mongodb' | 'sqlite' | 'mssql' | 'redis' | 'sql' | 'other'

/** A connection, pool or client of a datastore that the program makes. */
export interface Datastore {
  /** Package that makes it: `pg`, `knex`, `ioredis`. */
  library: string
  family: StoreFamily
  kind: 'pool' | 'client' | 'orm'
  /** Canonical name of the maker, such as `pg.Pool`. */
  name: string
  event: CallEvent
  file: SourceFile
  at: number
  force: Force
  args: readonly Value[]
  /** Value that the call gives, for following its methods. */
  instance: Value
}

export interface DatastoresView {
  stores: Datastore[]
  databases: Datastore[]
  redis: Datastore[]
  /** Provider of a Prisma schema, with its file. */
  prisma?: { path: string; provider: string; line: number }
}

interface Maker {
  pattern: RegExp
  library: string
  family: StoreFamily
  kind: Datastore['kind']
}

const MAKERS: readonly Maker[] = [
  { pattern: /^(pg|pg-native|@neondatabase\/serverless)\.Pool$/, library: 'pg', family: 'postgres', kind: 'pool' },
  { pattern: /^@shipworthy\/kit\/database\.createPool$/, library: 'shipworthy-kit', family: 'postgres', kind: 'pool' },
  { pattern: /^pg\.Client$/, library: 'pg', family: 'postgres', kind: 'client' },
  { pattern: /^postgres$/, library: 'postgres', family: 'postgres', kind: 'pool' },
  { pattern: /^pg-promise\(\)$|^slonik\.createPool$/, library: 'slonik', family: 'postgres', kind: 'pool' },
  { pattern: /^mariadb\.(createPool|createPoolCluster)$/, library: 'mariadb', family: 'mysql', kind: 'pool' },
  { pattern: /^mariadb\.createConnection$/, library: 'mariadb', family: 'mysql', kind: 'client' },
  {
    pattern: /^(mysql2?|mysql2\/promise|promise-mysql)\.(createPool|createPoolCluster)$/,
    library: 'mysql2',
    family: 'mysql',
    kind: 'pool',
  },
  {
    pattern: /^(mysql2?|mysql2\/promise|promise-mysql)\.createConnection$/,
    library: 'mysql2',
    family: 'mysql',
    kind: 'client',
  },
  { pattern: /^knex(\.knex|\.default)?$/, library: 'knex', family: 'sql', kind: 'orm' },
  {
    pattern: /^(sequelize|sequelize-typescript|@sequelize\/core)(\.Sequelize)?$/,
    library: 'sequelize',
    family: 'sql',
    kind: 'orm',
  },
  {
    pattern: /^typeorm\.(DataSource|createConnection|createConnections)$/,
    library: 'typeorm',
    family: 'sql',
    kind: 'orm',
  },
  {
    pattern: /^@nestjs\/typeorm\.TypeOrmModule\.(forRoot|forRootAsync)$/,
    library: 'typeorm',
    family: 'sql',
    kind: 'orm',
  },
  {
    pattern: /^@nestjs\/sequelize\.SequelizeModule\.(forRoot|forRootAsync)$/,
    library: 'sequelize',
    family: 'sql',
    kind: 'orm',
  },
  {
    pattern: /^@mikro-orm\/.*\.(MikroORM\.init|MikroOrmModule\.forRoot(Async)?)$/,
    library: 'mikro-orm',
    family: 'sql',
    kind: 'orm',
  },
  { pattern: /^(@prisma\/client\.|.*\bprisma\/client\.)?PrismaClient$/, library: 'prisma', family: 'sql', kind: 'orm' },
  { pattern: /^kysely\.Kysely$/, library: 'kysely', family: 'sql', kind: 'orm' },
  { pattern: /^drizzle-orm\/.+\.drizzle$/, library: 'drizzle', family: 'sql', kind: 'orm' },
  { pattern: /^mongoose\.(connect|createConnection)$/, library: 'mongoose', family: 'mongodb', kind: 'orm' },
  {
    pattern: /^@nestjs\/mongoose\.MongooseModule\.(forRoot|forRootAsync)$/,
    library: 'mongoose',
    family: 'mongodb',
    kind: 'orm',
  },
  { pattern: /^mongodb\.MongoClient(\.connect)?$/, library: 'mongodb', family: 'mongodb', kind: 'pool' },
  {
    pattern:
      /^(better-sqlite3|sqlite3\.Database|sqlite3\.cached\.Database|sqlite\.open|node:sqlite\.DatabaseSync|sqlite\.DatabaseSync|@libsql\/client\.createClient)$/,
    library: 'sqlite',
    family: 'sqlite',
    kind: 'client',
  },
  { pattern: /^mssql\.(ConnectionPool|connect)$/, library: 'mssql', family: 'mssql', kind: 'pool' },
  { pattern: /^ioredis(\.Redis|\.Cluster|\.default)?$/, library: 'ioredis', family: 'redis', kind: 'client' },
  {
    pattern: /^(redis|@redis\/client)\.(createClient|createCluster|createClientPool|createSentinel)$/,
    library: 'redis',
    family: 'redis',
    kind: 'client',
  },
  {
    pattern:
      /^@elastic\/elasticsearch\.Client$|^cassandra-driver\.Client$|^neo4j-driver\.driver$|^@clickhouse\/client\.createClient$|^@aws-sdk\/client-dynamodb\.DynamoDBClient$/,
    library: 'other',
    family: 'other',
    kind: 'client',
  },
]

export const datastoreTokens: Tokens = {
  packages: [
    'pg',
    '@shipworthy/kit',
    'postgres',
    'pg-promise',
    'slonik',
    '@neondatabase/serverless',
    'mysql',
    'mysql2',
    'promise-mysql',
    'mariadb',
    'knex',
    'sequelize',
    'sequelize-typescript',
    '@sequelize/core',
    'typeorm',
    '@mikro-orm/*',
    '@prisma/client',
    '@prisma/*',
    'kysely',
    'drizzle-orm',
    'mongoose',
    'mongodb',
    'better-sqlite3',
    'sqlite3',
    'sqlite',
    '@libsql/client',
    'mssql',
    'ioredis',
    'redis',
    '@redis/client',
    '@elastic/elasticsearch',
    'cassandra-driver',
    'neo4j-driver',
    '@clickhouse/client',
    '@aws-sdk/client-dynamodb',
  ],
  words: ['PrismaClient'],
}

const FORCES: readonly Force[] = ['off', 'maybe', 'on']

export function deriveDatastores(facts: ProjectFacts, program: Execution): DatastoresView {
  const stores = new Map<string, Datastore>()
  const makers = new Map<string, Maker | undefined>()
  const makerOf = (name: string): Maker | undefined => {
    if (!makers.has(name))
      makers.set(
        name,
        MAKERS.find(({ pattern }) => pattern.test(name)),
      )
    return makers.get(name)
  }
  for (const event of program.events) {
    const target = constructedName(program, event)
    const maker = target === undefined ? undefined : makerOf(target)
    if (!target || !maker) continue
    const known = stores.get(placeOf(event))
    // One place may be reached in several ways; the way that is in force tells.
    if (known && FORCES.indexOf(known.event.force) >= FORCES.indexOf(event.force)) continue
    stores.set(placeOf(event), storeOf(program, event, maker, target))
  }
  const all = [...stores.values()]
  const prisma = prismaSchema(facts)
  return {
    stores: all,
    databases: all.filter(({ family }) => family !== 'redis' && family !== 'other'),
    redis: all.filter(({ family }) => family === 'redis'),
    ...(prisma && { prisma }),
  }
}

function placeOf({ file, callIndex }: CallEvent): string {
  return `${file.path}#${callIndex}`
}

/** The canonical name of what a call makes; `new PrismaService()` counts as what its class extends. */
function constructedName(program: Execution, { callee, name, call }: CallEvent): string | undefined {
  if (callee.kind === 'external') return name
  if (callee.kind === 'class' && call.kind === 'new') return externalAncestor(program, callee.file, callee.index)
  // A generated client is often imported from a path that is not in the repository.
  return call.kind === 'new' && name === '?PrismaClient' ? 'PrismaClient' : undefined
}

function externalAncestor(program: Execution, file: SourceFile, index: number, depth = 0): string | undefined {
  const fact = file.classes[index]!
  if (!fact.superclass || depth > 5) return undefined
  const parent = program.evaluator.evaluate(file, fact.superclass)
  if (parent.kind === 'class') return externalAncestor(program, parent.file, parent.index, depth + 1)
  return parent.kind === 'external' ? parent.name : undefined
}

function storeOf(program: Execution, event: CallEvent, maker: Maker, name: string): Datastore {
  const args = program.evaluator.arguments(siteOf(event))
  return {
    library: maker.library,
    family: maker.family === 'sql' ? familyOf(args, maker) : maker.family,
    kind: maker.kind,
    name,
    event,
    file: event.file,
    at: event.call.nameAt,
    force: event.force,
    args,
    instance: program.evaluator.call(siteOf(event)),
  }
}

const DIALECTS: readonly [RegExp, StoreFamily][] = [
  [/^(pg|postgres|postgresql|pg-native|cockroachdb|redshift)/, 'postgres'],
  [/^(mysql|mariadb)/, 'mysql'],
  [/^(sqlite|better-sqlite3|libsql)/, 'sqlite'],
  [/^(mssql|tedious)/, 'mssql'],
  [/^mongo/, 'mongodb'],
]

/** The database behind an ORM: `client`, `dialect` or `type`, the scheme of a URL, or the driver it is given. */
function familyOf(args: readonly Value[], { library, pattern }: Maker): StoreFamily {
  if (library === 'drizzle') return DIALECTS.find(([dialect]) => dialect.test(pattern.source))?.[1] ?? 'sql'
  const texts = args.flatMap((value) => {
    if (value.kind === 'literal') return [String(value.value)]
    if (value.kind !== 'record') return []
    return ['client', 'dialect', 'type', 'connection', 'url'].flatMap((key) => textOf(value.get(key)))
  })
  // A deployment that chooses its database by a variable is not bound to the default.
  const isChosen = args.some(
    (value) =>
      value.kind === 'record' && ['client', 'dialect', 'type'].some((key) => value.get(key)?.kind === 'environment'),
  )
  for (const text of isChosen ? [] : texts) {
    const found = DIALECTS.find(([dialect]) => dialect.test(text))
    if (found) return found[1]
  }
  return 'sql'
}

function textOf(value: Value | undefined): string[] {
  if (value?.kind === 'literal') return [String(value.value)]
  if (value?.kind === 'environment' && value.fallback) return textOf(value.fallback)
  return []
}

function prismaSchema(facts: ProjectFacts): DatastoresView['prisma'] {
  for (const { path, value } of facts.data) {
    if (!path.endsWith('.prisma') || typeof value !== 'string') continue
    const block = /datasource\s+\w+\s*\{[^}]*?provider\s*=\s*"([^"]+)"/s.exec(value)
    if (block) return { path, provider: block[1]!, line: value.slice(0, block.index).split('\n').length }
  }
  return undefined
}
