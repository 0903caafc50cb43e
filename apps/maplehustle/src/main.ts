#!/usr/bin/env node
// MapleHustle.  node src/main.ts [web|worker|scheduler|all|migrate]
import { KitError } from '@shipworthy/kit/config'
import { runService } from '@shipworthy/kit/lifecycle'
import { createApp, ROLES } from './app/create-app.ts'
import { createLog } from './app/create-log.ts'
import { migrateDatabase } from './app/migrate-database.ts'
import { openDatabase } from './app/open-database.ts'
import { readConfig } from './config/read-config.ts'
import type { Config } from './config/config.ts'
import { describeStart } from './development/describe-start.ts'

const [command = 'all'] = process.argv.slice(2)

try {
  await run(command)
} catch (error) {
  process.stderr.write(`${error instanceof KitError ? error.message : describe(error)}\n`)
  process.exit(1)
}

async function run(name: string): Promise<void> {
  const roles = ROLES.filter((role) => role === name || name === 'all')
  if (roles.length === 0 && name !== 'migrate')
    return void fail(`there is no command "${name}"; there are ${ROLES.join(', ')}, all and migrate`)
  const config = readConfig()
  if (name === 'migrate') return migrate(config)
  const app = await createApp(config, { roles })
  await runService(app.lifecycle)
  if (config.isDevelopment && roles.includes('web')) process.stdout.write(describeStart(app.url(), config))
}

async function migrate(config: Config): Promise<void> {
  const { pool } = await openDatabase(config, createLog(config))
  try {
    const applied = await migrateDatabase(pool)
    process.stdout.write(applied.length === 0 ? 'nothing to apply\n' : `${applied.join('\n')}\n`)
  } finally {
    await pool.end()
  }
}

function fail(message: string): void {
  process.stderr.write(`${message}\n`)
  process.exitCode = 2
}

/** Of what nobody expected, all that is known. */
function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
