import type { CallEvent } from '../execution/call-event.ts'
import { lastName, packageOfName } from '../program/names.ts'

const PACKAGES = new Set([
  'pg',
  'postgres',
  'pg-promise',
  'slonik',
  'mysql',
  'mysql2',
  'mariadb',
  'knex',
  'sequelize',
  'sequelize-typescript',
  'typeorm',
  '@prisma/client',
  'kysely',
  'drizzle-orm',
  'mongoose',
  'mongodb',
  'mssql',
  'objection',
  '@mikro-orm/core',
  'better-sqlite3',
  'sqlite3',
  'sqlite',
])
const REDIS = new Set(['ioredis', 'redis', '@redis/client'])
/** Methods by which a database is asked, whatever it hangs on. */
const QUERIES =
  /^(query|raw|\$queryRaw|\$queryRawUnsafe|\$executeRaw|\$runCommandRaw|authenticate|ping|pingCheck|command|admin|findOne|findFirst|findMany|findUnique|isInitialized|readyState|isConnected|checkConnection|checkDatabase|healthCheck|isHealthy|execute|selectFrom|db|count|\$connect)$/
const LIKELY_RECEIVER =
  /^\?\.(query|raw|\$queryRaw|\$queryRawUnsafe|\$executeRaw|authenticate|ping|pingCheck|command|findOne|findFirst|findUnique|findMany|execute|count|checkConnection|checkDatabase|isHealthy)$/

/** Whether a call asks a database or Redis. `likely`: by its method's name, on something unknown. */
export function asksDatastore(event: CallEvent): 'database' | 'redis' | 'likely' | undefined {
  const owner = packageOfName(event.name)
  if (REDIS.has(owner)) return 'redis'
  if (PACKAGES.has(owner)) return 'database'
  if (/^@nestjs\/terminus\.(TypeOrm|Mongoose|Sequelize|MikroOrm|Prisma)/.test(event.name)) return 'database'
  if (event.name.startsWith('array.') || event.name.startsWith('string.')) return undefined
  return LIKELY_RECEIVER.test(event.name) ||
    (event.name.includes('PrismaClient()') && QUERIES.test(lastName(event.name)))
    ? 'likely'
    : undefined
}
