import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Pool } from 'pg'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { describeWith } from '../../../../tools/servers/describe-with.ts'
import { findPostgres } from '../../../../tools/servers/postgres-server.ts'
import { check } from '../check.ts'
import { createHealth } from '../create-health.ts'
import type { HistoryStore } from '../history/history-store.ts'
import type { SelfEvent } from '../model/health-events.ts'
import { makeBatch, makeIncident, makeResult } from '../testing/make-result.ts'
import { closeInTime } from '../testing/close-in-time.ts'
import { startFreezableProxy } from '../testing/freezable-proxy.ts'
import { createSimulatedClock } from '../testing/simulated-clock.ts'
import { createPostgresStore } from './postgres-store.ts'
import { createSqliteStore } from './sqlite-store.ts'

const TIMEOUT_MS = 120_000

/** A service whose one check is healthy, in simulated time, over a real store. */
function watch(open: (now: () => number) => HistoryStore) {
  const clock = createSimulatedClock()
  const told: SelfEvent[] = []
  let runs = 0
  const run = (): { value: number; message: string } => ({ value: ++runs, message: 'x'.repeat(200) })
  const health = createHealth({
    clock,
    random: () => 0.5,
    history: open(clock.now),
    checks: [check('database', { kind: 'readiness', interval: '1s' }, run)],
  })
  health.on('self', (event) => void told.push(event))
  health.ready()

  /** Lets simulated time pass, and some real time for the store, until something holds. */
  async function until(holds: () => boolean, { realMs = 5 } = {}): Promise<void> {
    for (let round = 0; !holds(); round++) {
      if (round > 10_000) throw new Error(`it never held; told: ${JSON.stringify(told)}`)
      await clock.advance(1_000)
      await new Promise((resolve) => setTimeout(resolve, realMs))
    }
  }
  const statuses = (): string[] => told.map(({ name, status }) => `${name} ${status}`)
  const kept = async (): Promise<number> => {
    const text = await health.export('json', { limit: 100_000 })
    return (JSON.parse(text) as { results: unknown[] }).results.length
  }
  return { clock, health, told, statuses, until, kept, runs: () => runs }
}

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shipworthy-faults-'))
  path = join(folder, 'health.db')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const sqlite = (now: () => number): HistoryStore => createSqliteStore({ path, now })

/** Statuses do not change, and the fault is told once. */
function expectOneFault({ health, statuses }: ReturnType<typeof watch>): void {
  expect(statuses()).toEqual(['self:storage warning'])
  expect(health.snapshot()).toMatchObject({ status: 'healthy', ready: true })
}

describe('a SQLite store', { timeout: TIMEOUT_MS }, () => {
  it('that is deleted is told once and begun anew', async () => {
    const watched = watch(sqlite)
    await watched.until(() => watched.runs() > 30)
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
    await watched.until(() => watched.told.length > 0)
    expectOneFault(watched)
    expect(watched.told[0]!.message).toContain('was removed or replaced')
    await watched.until(() => watched.told.length > 1)
    expect(watched.statuses()).toEqual(['self:storage warning', 'self:storage healthy'])
    expect(existsSync(path)).toBe(true)
    expect(await watched.kept()).toBeGreaterThan(0)
    await closeInTime(watched.health, watched.clock)
  })

  it('whose folder is gone is caught up with when it is back', async () => {
    const watched = watch(sqlite)
    await watched.until(() => watched.runs() > 30)
    await watched.kept()
    renameSync(folder, `${folder}-away`)
    const before = watched.runs()
    await watched.until(() => watched.runs() > before + 7_000, { realMs: 1 })
    expectOneFault(watched)
    const waiting = Number(/^shipworthy_store_waiting (\d+)$/m.exec(watched.health.metrics())?.[1])
    // Twice the bound between two tries.
    expect(waiting).toBeLessThanOrEqual(10_001)
    renameSync(`${folder}-away`, folder)
    await watched.until(() => watched.told.length > 1)
    expect(await watched.kept()).toBeGreaterThan(5_000)
    await closeInTime(watched.health, watched.clock)
  })

  it('that another process has locked is caught up with later', async () => {
    const watched = watch(sqlite)
    await watched.until(() => watched.runs() > 30)
    await watched.kept()
    const script = `const { DatabaseSync } = process.getBuiltinModule('node:sqlite')
      const database = new DatabaseSync(process.argv[1])
      database.exec('BEGIN IMMEDIATE')
      console.log('locked')
      setInterval(() => {}, 1_000)`
    const other = spawn(process.execPath, ['-e', script, path], { stdio: ['ignore', 'pipe', 'ignore'] })
    onTestFinished(() => void other.kill('SIGKILL'))
    await once(other.stdout, 'data')
    await watched.until(() => watched.told.length > 0, { realMs: 200 })
    const before = watched.runs()
    await watched.until(() => watched.runs() > before + 100)
    expectOneFault(watched)
    expect(watched.told[0]!.message).toContain('locked by another process')
    other.kill('SIGKILL')
    await watched.until(() => watched.told.length > 1)
    expect(await watched.kept()).toBe(watched.runs())
    await closeInTime(watched.health, watched.clock)
  })

  it.runIf(canMount())('whose disk is full is caught up with when there is room', async () => {
    const disk = join(folder, 'disk')
    mkdirSync(disk)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=600k', 'tmpfs', disk])
    using _ = { [Symbol.dispose]: () => void execFileSync('umount', ['-l', disk]) }
    const ballast = join(disk, 'ballast')
    writeFileSync(ballast, Buffer.alloc(300_000))
    const watched = watch((now) => createSqliteStore({ path: join(disk, 'health.db'), now }))
    await watched.until(() => watched.told.length > 0)
    const before = watched.runs()
    await watched.until(() => watched.runs() > before + 100)
    expectOneFault(watched)
    rmSync(ballast)
    await watched.until(() => watched.told.length > 1)
    expect(await watched.kept()).toBeGreaterThan(100)
    await closeInTime(watched.health, watched.clock)
  })

  it('that is corrupt is set aside, and a new one is begun', async () => {
    const store = createSqliteStore({ path })
    const now = Date.now()
    await store.append(makeBatch(Array.from({ length: 2_000 }, (_, i) => makeResult(now - i * 10))))
    await store.close!()
    const broken = readFileSync(path)
    broken.fill(0x5a, 4_096)
    writeFileSync(path, broken)
    const watched = watch(sqlite)
    await watched.until(() => watched.told.length > 0)
    expectOneFault(watched)
    const aside = /set aside as (\S+)/.exec(watched.told[0]!.message)?.[1] ?? ''
    expect(basename(aside)).toMatch(/^health\.db\.corrupt-\d{8}T\d{6}Z$/)
    expect(readFileSync(aside).equals(broken)).toBe(true)
    await watched.until(() => watched.told.length > 1)
    expect(await watched.kept()).toBe(watched.runs())
    await closeInTime(watched.health, watched.clock)
  })

  it('is refused where there is a file of another kind, which is not touched', () => {
    writeFileSync(path, 'alerts: []\n')
    expect(() => createSqliteStore({ path })).toThrow(expect.objectContaining({ code: 'SW_ERR_HEALTH_NOT_SQLITE' }))
    expect(readFileSync(path, 'utf8')).toBe('alerts: []\n')
  })

  it('is refused on a Node.js without it', () => {
    const stub = vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never)
    onTestFinished(() => stub.mockRestore())
    expect(() => createSqliteStore({ path })).toThrow(expect.objectContaining({ code: 'SW_ERR_HEALTH_NO_SQLITE' }))
  })

  it('of a newer version is refused', async () => {
    const store = createSqliteStore({ path })
    await store.append(makeBatch([]))
    await store.close!()
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite')
    const database = new DatabaseSync(path)
    database.exec("UPDATE shipworthy_meta SET value = 99 WHERE name = 'schema'")
    database.close()
    await expect(createSqliteStore({ path }).append(makeBatch([]))).rejects.toMatchObject({
      code: 'SW_ERR_HEALTH_STORE_NEWER',
    })
  })

  it('is shared by two processes', async () => {
    const module = pathToFileURL(join(import.meta.dirname, 'sqlite-store.ts')).href
    const script = `import { createSqliteStore } from ${JSON.stringify(module)}
      const [path, check] = process.argv.slice(1)
      const store = createSqliteStore({ path })
      const start = Date.now()
      for (let i = 0; i < 100; i++) {
        const result = { check, kind: 'monitor', status: 'healthy', measurements: [], startedAt: start + i, durationMs: i }
        await store.append({ results: [result], transitions: [], incidents: [] })
        for (let done = false; !done; ) {
          const { text = '0', version = 0 } = (await store.load('counter')) ?? {}
          done = await store.save('counter', String(Number(text) + 1), version)
        }
      }
      await store.close()`
    const processes = ['a', 'b'].map((name) =>
      spawn(process.execPath, ['--input-type=module', '-e', script, path, name], { stdio: 'inherit' }),
    )
    const codes = await Promise.all(processes.map((child) => once(child, 'exit')))
    expect(codes.map(([code]) => code as unknown)).toEqual([0, 0])
    const store = createSqliteStore({ path })
    expect((await store.load!('counter'))!.text).toBe('200')
    expect(await store.results({ check: 'a' })).toHaveLength(100)
    expect(await store.results({ check: 'b' })).toHaveLength(100)
    await store.close!()
  })
})

describe('incidents', { timeout: TIMEOUT_MS }, () => {
  it('that were open when the process before ended go on, or end with their check', async () => {
    const store = createSqliteStore({ path })
    const openedAt = Date.UTC(2025, 11, 31)
    await store.append(
      makeBatch(
        [],
        [makeIncident('db@1', openedAt, { check: 'db' }), makeIncident('gone@1', openedAt, { check: 'gone' })],
      ),
    )
    await store.close!()
    const clock = createSimulatedClock()
    let isUp = false
    const health = createHealth({
      clock,
      history: sqlite(clock.now),
      checks: [check('db', { kind: 'monitor' }, () => isUp)],
    })
    const open = async (): Promise<string[]> => (await health.incidents({ open: true })).map(({ id }) => id)
    await expect.poll(() => health.snapshot().checks[0]!.incident).toBe('db@1')
    await clock.advance(60_000)
    expect(health.snapshot().checks[0]).toMatchObject({ status: 'critical', incident: 'db@1' })
    expect(await open()).toEqual(['db@1'])
    isUp = true
    await clock.advance(60_000)
    expect(await open()).toEqual([])
    expect((await health.incidents({ check: 'db' }))[0]).toMatchObject({ id: 'db@1', openedAt, worst: 'critical' })
    await closeInTime(health, clock)
  })
})

describeWith('a PostgreSQL store', findPostgres(), ({ start }) => {
  it.each(['killed', 'silent'] as const)(
    'whose server is %s is caught up with later',
    { timeout: 2 * TIMEOUT_MS },
    async (how) => {
      await using server = await start()
      await using proxy = await startFreezableProxy(server.port)
      const pool = new Pool({ connectionString: `postgres://postgres@127.0.0.1:${proxy.port}/postgres`, max: 2 })
      pool.on('error', () => {})
      const watched = watch((now) => createPostgresStore({ pool, now }))
      // Real seconds count here: a server that says nothing is waited for.
      const pace = { realMs: 100 }
      await watched.until(() => watched.runs() > 30, pace)
      await watched.kept()
      watched.told.length = 0
      await (how === 'killed' ? server.kill() : proxy.freeze())
      await watched.until(() => watched.told.length > 0, pace)
      const before = watched.runs()
      await watched.until(() => watched.runs() > before + 150, pace)
      expectOneFault(watched)
      await (how === 'killed' ? server.start() : proxy.thaw())
      await watched.until(() => watched.told.length > 1, pace)
      expect(watched.statuses()).toEqual(['self:storage warning', 'self:storage healthy'])
      expect(await watched.kept()).toBe(watched.runs())
      await closeInTime(watched.health, watched.clock)
      await pool.end()
    },
  )
})

/** Small disks need the right to mount one. */
function canMount(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0
}
