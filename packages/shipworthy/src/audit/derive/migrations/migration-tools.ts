/** A tool that changes schemas step by step, by its packages and the file that tells it where the steps lie. */
export interface MigrationTool {
  name: string
  packages: RegExp
  config?: RegExp
  /** How that file, or a script of package.json, names the folder. */
  directory?: RegExp
  /** Where it looks by default. */
  folder?: string
}

export const MIGRATION_TOOLS: readonly MigrationTool[] = [
  {
    name: 'prisma',
    packages: /^(prisma|@prisma\/client)$/,
    config: /(^|\/)prisma\.config\.[cm]?[jt]s$/,
    directory: /\bpath:\s*['"`]([^'"`]+)['"`]/,
    folder: 'prisma/migrations',
  },
  {
    name: 'knex',
    packages: /^(knex|knex-migrate|objection)$/,
    config: /(^|\/)knexfile\.([cm]?[jt]s|json)$/,
    directory: /\bdirectory["']?:\s*(?:\w+(?:\.\w+)*\([^'"`]*)?['"`]([^'"`]*migrat[^'"`]*)['"`]/,
    folder: 'migrations',
  },
  {
    name: 'typeorm',
    packages: /^(typeorm|typeorm-migrations)$/,
    config: /(^|\/)(ormconfig\.(json|[jt]s)|[\w.-]*(data-?source|typeorm|database)[\w.-]*\.[jt]s)$/i,
    directory: /\bmigrations["']?:\s*\[[^\]'"`]*['"`]([^'"`]+)\/[^/'"`]+['"`]/,
  },
  {
    name: 'sequelize',
    packages: /^(sequelize|sequelize-cli|sequelize-typescript|umzug)$/,
    config: /(^|\/)\.sequelizerc(\.[cm]?js)?$/,
    directory: /migrations-path['"]?\s*:\s*[^'"`]*['"`]([^)\n]+)['"`]/,
    folder: 'migrations',
  },
  {
    name: 'drizzle',
    packages: /^(drizzle-kit|drizzle-orm)$/,
    config: /(^|\/)drizzle[\w.-]*\.config\.([cm]?[jt]s|json)$/,
    directory: /\bout["']?:\s*['"`]([^'"`]+)['"`]/,
    folder: 'drizzle',
  },
  {
    name: 'kysely',
    packages: /^(kysely|kysely-ctl|kysely-migration-cli)$/,
    config: /(^|\/)kysely\.config\.[cm]?[jt]s$/,
    directory: /\bmigrationFolder:\s*['"`]([^'"`]+)['"`]/,
    folder: 'migrations',
  },
  {
    name: 'node-pg-migrate',
    packages: /^node-pg-migrate$/,
    config: /(^|\/)(\.node-pg-migraterc(\.\w+)?|node-pg-migrate\.\w+|package\.json)$/,
    directory: /(?:migrations-dir["'=:\s]+|node-pg-migrate\b[^"]*\s-m\s+)["']?([\w./-]+)/,
    folder: 'migrations',
  },
  {
    name: 'db-migrate',
    packages: /^db-migrate(-.+)?$/,
    config: /(^|\/)(\.db-migraterc|package\.json)$/,
    directory: /(?:migrations-dir["'=:\s]+|db-migrate\b[^"]*\s-m\s+)["']?([\w./-]+)/,
    folder: 'migrations',
  },
  { name: 'graphile-migrate', packages: /^graphile-migrate$/, folder: 'migrations' },
  {
    name: 'migrate-mongo',
    packages: /^(migrate-mongo|ts-migrate-mongoose)$/,
    config: /(^|\/)migrate-mongo-config\.[cm]?[jt]s$/,
    directory: /\bmigrationsDir:\s*['"`]([^'"`]+)['"`]/,
    folder: 'migrations',
  },
  { name: 'mikro-orm', packages: /^@mikro-orm\/(migrations(-mongodb)?|cli)$|^mikro-orm$/, folder: 'migrations' },
]

/** Tools without files of their own settings here: they say that there are migrations somewhere. */
export const OTHER_MIGRATION_PACKAGES =
  /^(postgrator(-cli)?|@umzug\/.*|mongodb-migrations|@databases\/pg-migrations|postgres-migrations|ley|dbmate|migrate|mongock|flyway|node-flywaydb|liquibase|@cloudnative.*migrate|slonik-migrator|@slonik\/migrator|mongoose-migrate.*)$/
