import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { inTransaction } from '../database/transaction.ts'
import { createMigrator } from '../migrations/create-migrator.ts'
import { createEmbeddedPool } from './create-embedded-pool.ts'
import type { EmbeddedPool } from './embedded-pool.ts'

const TIMEOUT_MS = 120_000
vi.setConfig({ testTimeout: TIMEOUT_MS, hookTimeout: TIMEOUT_MS })

describe('an embedded database', () => {
  let pool: EmbeddedPool
  beforeAll(async () => void (pool = await createEmbeddedPool({ acquireTimeoutMs: 5000 })))
  afterAll(() => pool.end())
  beforeEach(() => pool.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public'))

  it('answers as pg does: types, several statements, counts, errors with codes', async () => {
    const { rows } = await pool.query('SELECT $1::int8 a, 1.5::numeric b, $2::jsonb c, $3::bytea d, now() e', [
      '9007199254740993',
      JSON.stringify({ deep: [1] }),
      Buffer.from([0, 255]),
    ])
    expect(rows[0]).toEqual({
      a: '9007199254740993',
      b: '1.5',
      c: { deep: [1] },
      d: Buffer.from([0, 255]),
      e: expect.any(Date),
    })
    await pool.query(
      'CREATE TABLE users (id serial PRIMARY KEY, email text UNIQUE); INSERT INTO users (email) VALUES (NULL)',
    )
    await expect(pool.query('SELEC 1')).rejects.toMatchObject({ code: '42601' })
    await pool.query('INSERT INTO users (email) VALUES ($1)', ['a@b.example'])
    await expect(pool.query('INSERT INTO users (email) VALUES ($1)', ['a@b.example'])).rejects.toMatchObject({
      code: '23505',
      constraint: 'users_email_key',
    })
    expect((await pool.query('UPDATE users SET email = NULL')).rowCount).toBe(2)
  })

  it('carries large values and many rows', async () => {
    const text = 'ü'.repeat(2_000_000)
    expect((await pool.query<{ text: string }>('SELECT $1::text AS text', [text])).rows[0]!.text === text).toBe(true)
    expect((await pool.query('SELECT generate_series(1, 50000)')).rows).toHaveLength(50_000)
  })

  it('loses no update of concurrent transactions', async () => {
    await pool.query('CREATE TABLE counter (n integer NOT NULL); INSERT INTO counter VALUES (0)')
    const add = () =>
      inTransaction(pool, async (client) => {
        const { rows } = await client.query<{ n: number }>('SELECT n FROM counter')
        await client.query('UPDATE counter SET n = $1', [rows[0]!.n + 1])
      })
    await Promise.all(Array.from({ length: 20 }, add))
    expect((await pool.query('SELECT n FROM counter')).rows).toEqual([{ n: 20 }])
  })

  it('keeps others out of a transaction, and rolls back what a holder left behind', async () => {
    await pool.query('CREATE TABLE things (name text)')
    const client = await pool.connect()
    await client.query('BEGIN')
    await client.query("INSERT INTO things VALUES ('half')")
    const seen = pool.query('SELECT * FROM things')
    await expect.poll(() => pool.statistics()).toMatchObject({ total: 1, idle: 0, max: 1, waiting: 1 })
    client.release()
    expect((await seen).rows).toEqual([])
    await expect(client.query('SELECT 1')).rejects.toThrow('was released')
    expect(() => client.release()).toThrow('released already')
  })

  it('says so when nobody gives the database back', async () => {
    const own = await createEmbeddedPool({ acquireTimeoutMs: 50 })
    const holder = await own.connect()
    await holder.query('BEGIN')
    await expect(own.query('SELECT 1')).rejects.toMatchObject({ code: 'SW_ERR_KIT_EMBEDDED_BUSY' })
    holder.release(true)
    expect((await own.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
    await own.end()
    await expect(own.query('SELECT 1')).rejects.toThrow('after calling end')
  })

  it('forgets the settings and locks of a connection that is not given back whole', async () => {
    const client = await pool.connect()
    await client.query("SET statement_timeout = '7s'; SELECT pg_advisory_lock(1); CREATE TEMP TABLE own (a integer)")
    client.release(true)
    const { rows } = await pool.query(
      "SELECT current_setting('statement_timeout') s, to_regclass('own') t, (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory') l",
    )
    expect(rows).toEqual([{ s: '0', t: null, l: 0 }])
  })

  it('tells listeners, whose connection keeps nobody waiting', async () => {
    const [one, two] = [await pool.connect(), await pool.connect()]
    const heard: unknown[] = []
    one.on('notification', ({ channel, payload }) => heard.push(['one', channel, payload]))
    two.on('notification', ({ payload }) => heard.push(['two', payload]))
    await one.query("SELECT set_config('application_name', $1, false)", ['one'])
    await one.query('-- why this is here\n/* and this */ LISTEN Jobs;')
    await two.query('LISTEN jobs')
    await two.query('LISTEN "Jobs"')
    await pool.query("NOTIFY jobs, 'first'")
    await two.query('UNLISTEN jobs')
    await pool.query("SELECT pg_notify('jobs', 'second')")
    await inTransaction(pool, (client) => client.query("NOTIFY jobs, 'third'"))
    expect((await one.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
    one.release(true)
    await pool.query("NOTIFY jobs, 'fourth'")
    expect(heard).toEqual([
      ['one', 'jobs', 'first'],
      ['two', 'first'],
      ['one', 'jobs', 'second'],
      ['one', 'jobs', 'third'],
    ])
    two.release()
  })

  it('serves several search paths', async () => {
    await pool.query('CREATE SCHEMA IF NOT EXISTS jobs; CREATE TABLE public.here (a integer)')
    const other = pool.withSearchPath('jobs, public')
    await other.query('CREATE TABLE there (a integer)')
    const where = "SELECT schemaname FROM pg_tables WHERE tablename = 'there'"
    expect((await pool.query(where)).rows).toEqual([{ schemaname: 'jobs' }])
    await expect(pool.query('SELECT * FROM there')).rejects.toMatchObject({ code: '42P01' })
    expect((await other.query('SELECT * FROM there, here')).rows).toEqual([])
    await other.end()
    await pool.query('DROP SCHEMA jobs CASCADE')
  })

  it('runs migrations', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shipworthy-embedded-'))
    writeFileSync(join(folder, '001_users.sql'), 'CREATE TABLE users (id integer PRIMARY KEY)')
    writeFileSync(
      join(folder, '002_email.sql'),
      'ALTER TABLE users ADD COLUMN email text; CREATE INDEX ON users (email)',
    )
    const done = await Promise.all([1, 2, 3].map(() => createMigrator({ pool, folder }).up()))
    expect(done.flat()).toEqual(['001_users.sql', '002_email.sql'])
    await createMigrator({ pool, folder }).assertCurrent()
    rmSync(folder, { recursive: true })
  })

  it('has the shape that query builders ask for', async () => {
    // What Kysely's PostgresDialect does with a pool: connect, query with text and values, read command and rowCount.
    const client = (await pool.connect()) as unknown as {
      query: (
        text: string,
        values: readonly unknown[],
      ) => Promise<{ command: string; rowCount: number; rows: unknown[] }>
      release: () => void
    }
    await client.query('begin', [])
    await client.query('create table "pet" ("id" serial primary key, "name" varchar not null)', [])
    const inserted = await client.query('insert into "pet" ("name") values ($1), ($2) returning "id"', ['a', 'b'])
    expect(inserted).toMatchObject({ command: 'INSERT', rowCount: 2, rows: [{ id: 1 }, { id: 2 }] })
    expect(await client.query('delete from "pet" where "id" = $1', [1])).toMatchObject({
      command: 'DELETE',
      rowCount: 1,
    })
    await client.query('rollback', [])
    client.release()
    expect((await pool.query("SELECT to_regclass('pet') AS pet")).rows).toEqual([{ pet: null }])
  })

  it('can begin with what another one was', async () => {
    await pool.query("CREATE TABLE seeds (name text); INSERT INTO seeds VALUES ('oak')")
    const copy = await createEmbeddedPool({ snapshot: await pool.snapshot() })
    expect((await copy.query('SELECT * FROM seeds')).rows).toEqual([{ name: 'oak' }])
    await copy.query("INSERT INTO seeds VALUES ('elm')")
    expect((await pool.query('SELECT * FROM seeds')).rows).toHaveLength(1)
    await copy.end()
  })

  it('has the extensions that it was asked for', async () => {
    const own = await createEmbeddedPool({ extensions: ['pg_trgm'] })
    await own.query('CREATE EXTENSION pg_trgm')
    expect((await own.query("SELECT 'word' % 'words' AS similar")).rows).toEqual([{ similar: true }])
    await own.end()
  })

  it('is refused in production', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    await expect(createEmbeddedPool()).rejects.toMatchObject({ code: 'SW_ERR_KIT_EMBEDDED_PRODUCTION' })
    vi.unstubAllEnvs()
  })
})

describe('the folder of an embedded database', () => {
  let folder: string
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'shipworthy-embedded-'))))
  afterEach(() => rmSync(folder, { recursive: true }))

  it('keeps what was written, and can be opened again once it was closed', async () => {
    const first = await createEmbeddedPool({ folder })
    await first.query('CREATE TABLE kept (a integer); INSERT INTO kept VALUES (1)')
    await expect(createEmbeddedPool({ folder })).rejects.toMatchObject({
      message: expect.stringContaining('this process'),
    })
    const late = first.query('INSERT INTO kept VALUES (2)')
    await Promise.all([first.end(), first.end()])
    await late
    expect(readdirSync(folder)).not.toContain('lock')
    const second = await createEmbeddedPool({ folder })
    expect((await second.query('SELECT count(*)::int FROM kept')).rows).toEqual([{ count: 2 }])
    await second.end()
  })

  it('belongs to one process; killed while it writes, it loses nothing that was committed', async () => {
    const writer = await startWriter(folder)
    await expect(createEmbeddedPool({ folder })).rejects.toMatchObject({
      code: 'SW_ERR_KIT_EMBEDDED_LOCKED',
      message: expect.stringContaining(`process ${writer.child.pid}`),
    })
    await writer.wrote(50)
    writer.child.kill('SIGKILL')
    await writer.ended
    const pool = await createEmbeddedPool({ folder })
    const { rows } = await pool.query<{ n: number; whole: boolean }>(
      'SELECT max(n) AS n, count(*) = max(n) AND bool_and(length(filling) = 2000) AS whole FROM numbers',
    )
    expect(rows[0]!.n).toBeGreaterThanOrEqual(writer.committed())
    expect(rows[0]!.whole).toBe(true)
    await pool.query("INSERT INTO numbers VALUES (0, 'after')")
    await pool.end()
  })

  it('is taken over by one of several that find the lock of a process that is gone', async () => {
    writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), began: '' }))
    const opened = await Promise.allSettled([1, 2, 3].map(() => createEmbeddedPool({ folder })))
    const pools = opened.filter((result) => result.status === 'fulfilled')
    expect(pools).toHaveLength(1)
    await pools[0]!.value.end()
  })

  it('is taken over when the number of the process belongs to another one by now', async () => {
    const old = { pid: process.ppid, host: hostname(), began: 'another start' }
    writeFileSync(join(folder, 'lock'), JSON.stringify(old))
    await (await createEmbeddedPool({ folder })).end()
    writeFileSync(join(folder, 'lock'), JSON.stringify({ ...old, pid: process.pid }))
    await (await createEmbeddedPool({ folder })).end()
  })

  it('is not taken from another machine that still uses it', async () => {
    writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: 7, host: 'elsewhere', began: '' }))
    await expect(createEmbeddedPool({ folder })).rejects.toThrow('process 7 on elsewhere')
  })

  it('can be opened again after PGlite broke down, which only its callers notice', async () => {
    const broken = await createEmbeddedPool({ folder })
    const errors: Error[] = []
    broken.on('error', (error) => errors.push(error))
    await broken.query('CREATE TABLE kept (a integer); INSERT INTO kept VALUES (1)')
    // What it cannot do, see the guide.
    await expect(broken.query('COPY kept FROM STDIN')).rejects.toThrow('broke down in a statement')
    await expect(broken.query('SELECT 1')).rejects.toThrow('not queryable')
    expect(errors.length).toBeGreaterThan(0)
    await broken.end()
    const next = await createEmbeddedPool({ folder })
    expect((await next.query('SELECT * FROM kept')).rows).toEqual([{ a: 1 }])
    await next.end()
  })

  it('starts anew when the database was never complete', async () => {
    const first = await createEmbeddedPool({ folder })
    await first.end()
    rmSync(join(folder, 'complete'))
    rmSync(join(folder, 'data', 'global'), { recursive: true })
    const second = await createEmbeddedPool({ folder })
    expect((await second.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
    await second.end()
  })

  it('gives the lock back when the database does not start', async () => {
    const first = await createEmbeddedPool({ folder })
    await first.end()
    rmSync(join(folder, 'data', 'global'), { recursive: true })
    await expect(createEmbeddedPool({ folder })).rejects.toMatchObject({ code: 'SW_ERR_KIT_EMBEDDED_START' })
    expect(readdirSync(folder)).not.toContain('lock')
  })
})

async function startWriter(folder: string) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'testing/writer.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let committed = 0
  const waiting: { until: number; resolve: () => void }[] = []
  const { promise: ready, resolve: isReady } = Promise.withResolvers<void>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line === 'ready') return isReady()
    committed = Number(line)
    for (const { until, resolve } of waiting) if (committed >= until) resolve()
  })
  await ready
  return {
    child,
    committed: () => committed,
    wrote: (until: number) => new Promise<void>((resolve) => waiting.push({ until, resolve })),
    ended: once(child, 'close'),
  }
}
