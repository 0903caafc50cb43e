export { createMigrator, type MigrationStatus, type Migrator, type MigratorOptions } from './create-migrator.ts'
export { readMigrations, type Migration } from './read-migrations.ts'
export { KitError } from '../kit-error.ts'
