import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { describeWith } from '../../../../tools/servers/describe-with.ts'
import { findPostgres } from '../../../../tools/servers/postgres-server.ts'
import type { TestServer } from '../../../../tools/servers/test-server.ts'
import { createPool, type Pool } from '../database/create-pool.ts'
import { createMigrator, type Migrator } from './create-migrator.ts'

describeWith('migrations on PostgreSQL', findPostgres(), ({ start }) => {
  let server: TestServer
  let pool: Pool
  let folder: string
  let migrator: Migrator
  beforeAll(async () => {
    server = await start()
    pool = createPool({ connectionString: server.url })
  }, 60_000)
  afterAll(async () => {
    await pool.end()
    await server.stop()
  })
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'shipworthy-migrations-'))
    migrator = createMigrator({ pool, folder, lockTimeoutMs: 300 })
    await pool.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const write = (name: string, sql: string): void => writeFileSync(join(folder, name), sql)
  const tables = async (): Promise<unknown[]> =>
    (await pool.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")).rows.map(
      (row) => row['tablename'],
    )

  it('applies what is pending, in the order of the numbers, once', async () => {
    write('2_orders.sql', 'CREATE TABLE orders (user_id integer REFERENCES users (id))')
    write('001_users.sql', 'CREATE TABLE users (id integer PRIMARY KEY)')
    expect(await migrator.up({ dryRun: true })).toEqual(['001_users.sql', '2_orders.sql'])
    expect(await tables()).toEqual([])
    expect(await migrator.up()).toEqual(['001_users.sql', '2_orders.sql'])
    expect(await migrator.up()).toEqual([])
    expect(await tables()).toEqual(['orders', 'shipworthy_migrations', 'users'])
    await migrator.assertCurrent()
  })

  it('takes times as numbers, and no file that would undo itself', async () => {
    write('1710000000000_users.sql', 'CREATE TABLE users (id integer PRIMARY KEY)')
    expect(await migrator.up()).toEqual(['1710000000000_users.sql'])
    expect(await migrator.status()).toMatchObject([{ id: 1_710_000_000_000, state: 'applied' }])
    write('1710000000001_orders.sql', 'CREATE TABLE orders ();\n-- Down Migration\nDROP TABLE orders;')
    await expect(migrator.up()).rejects.toMatchObject({
      code: 'SW_ERR_KIT_MIGRATION_FILES',
      message: expect.stringContaining('way down'),
    })
    rmSync(join(folder, '1710000000001_orders.sql'))
    write(`${'9'.repeat(20)}_far.sql`, 'SELECT 1')
    await expect(migrator.up()).rejects.toMatchObject({ code: 'SW_ERR_KIT_MIGRATION_FILES' })
  })

  it('leaves nothing of a migration that fails', async () => {
    write('001_users.sql', 'CREATE TABLE users (id integer PRIMARY KEY)')
    write('002_broken.sql', 'CREATE TABLE half (id integer); SELECT * FROM nowhere')
    await expect(migrator.up()).rejects.toMatchObject({
      code: 'SW_ERR_KIT_MIGRATION_FAILED',
      message: expect.stringContaining('002_broken.sql'),
    })
    expect(await tables()).toEqual(['shipworthy_migrations', 'users'])
    write('002_broken.sql', 'CREATE TABLE whole (id integer)')
    expect(await migrator.up()).toEqual(['002_broken.sql'])
  })

  it('is done once by many instances that start at the same time', async () => {
    write('001_users.sql', 'CREATE TABLE users (id integer PRIMARY KEY); SELECT pg_sleep(0.2)')
    const done = await Promise.all(Array.from({ length: 6 }, () => createMigrator({ pool, folder }).up()))
    expect(done.flat()).toEqual(['001_users.sql'])
  })

  it('stops when a file was changed after it was applied, and says what is missing', async () => {
    write('001_users.sql', 'CREATE TABLE users (id integer)')
    await migrator.up()
    write('001_users.sql', 'CREATE TABLE users (id bigint)')
    write('002_more.sql', 'SELECT 1')
    await expect(migrator.up()).rejects.toMatchObject({ code: 'SW_ERR_KIT_MIGRATION_CHANGED' })
    expect(await migrator.status()).toMatchObject([{ state: 'changed' }, { state: 'pending' }])
    await expect(migrator.assertCurrent()).rejects.toThrow('001_users.sql is changed, 002_more.sql is pending')
    rmSync(join(folder, '001_users.sql'))
    expect((await migrator.status())[0]).toMatchObject({ name: '001_users.sql', state: 'missing' })
  })

  it('does not wait for a lock behind which everybody else would wait', async () => {
    write('001_users.sql', 'CREATE TABLE users (id integer)')
    await migrator.up()
    write('002_age.sql', 'ALTER TABLE users ADD COLUMN age integer')
    const reader = await pool.connect()
    await reader.query('BEGIN')
    await reader.query('SELECT * FROM users')
    await expect(migrator.up()).rejects.toThrow('lock timeout')
    await reader.query('COMMIT')
    reader.release()
    expect(await migrator.up()).toEqual(['002_age.sql'])
  })

  it('says so when another instance takes longer than it may wait', { timeout: 60_000 }, async () => {
    write('001_slow.sql', 'SELECT pg_sleep(60)')
    const other = migrator.up().catch(() => undefined)
    const sleeps = async () =>
      (await pool.query<{ pid: number }>("SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'")).rows
    await expect.poll(sleeps, { timeout: 20_000 }).toHaveLength(1)
    const hasty = createPool({ connectionString: server.url, steady: 0, overflow: 1, statementTimeoutMs: 200 })
    await expect(createMigrator({ pool: hasty, folder }).up()).rejects.toMatchObject({
      code: 'SW_ERR_KIT_MIGRATION_BUSY',
    })
    await hasty.end()
    for (const { pid } of await sleeps()) await pool.query('SELECT pg_terminate_backend($1)', [pid])
    await other
  })

  it('runs a file outside a transaction when it says so', async () => {
    write('001_users.sql', 'CREATE TABLE users (email text)')
    write('002_index.sql', '-- no transaction\nCREATE INDEX CONCURRENTLY users_email ON users (email)')
    expect(await migrator.up()).toHaveLength(2)
  })

  it('refuses names without a number, and one number twice', async () => {
    write('users.sql', '')
    await expect(migrator.up()).rejects.toThrow('does not begin with a number')
    rmSync(join(folder, 'users.sql'))
    write('1_a.sql', '')
    write('01_b.sql', '')
    await expect(migrator.up()).rejects.toThrow('have the same number')
  })
})
