import { createPool, type Pool } from '@shipworthy/kit/database'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith } from '../../../../tools/servers/describe-with.ts'
import { findPostgres } from '../../../../tools/servers/postgres-server.ts'
import type { TestServer } from '../../../../tools/servers/test-server.ts'
import { assertMigrated } from '../app/migrate-database.ts'
import { DEMO_CLIENT, DEMO_PROVIDER, DEMO_SECOND_PROVIDER } from '../development/demo-users.ts'
import { seedDemo } from '../development/seed-demo.ts'
import type { Actor } from '../domain/user.ts'
import { listServicesOf } from '../repositories/services.ts'
import { findCredentials } from '../repositories/users.ts'
import { createBookings } from '../services/bookings.ts'
import { PERMISSIONS } from '../services/permissions.ts'
import { startProcess } from '../testing/start-process.ts'
import { TEST_SETTINGS } from '../testing/test-settings.ts'

const PATIENT = { timeout: 120_000, interval: 50 }
const [HOUR_MS, DAY_MS] = [3_600_000, 86_400_000]
const TRIES = 1000
const AT_ONCE = 4

describeWith('the database', findPostgres(), ({ start }) => {
  let server: TestServer
  let pool: Pool
  beforeAll(async () => {
    server = await start()
    pool = createPool({ connectionString: server.url, steady: 0, overflow: 4 })
  }, 120_000)
  afterAll(async () => {
    await pool.end()
    await server.stop()
  }, 60_000)

  it('is migrated to the end after a migration was killed in the middle', { timeout: 300_000 }, async () => {
    const migrate = () => startProcess('migrate', 0, { ...TEST_SETTINGS, DATABASE_URL: server.url })
    await pool.query(`CREATE FUNCTION fall_asleep() RETURNS event_trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF to_regclass('public.time_off') IS NOT NULL THEN PERFORM pg_sleep(3600); END IF;
      END $$;
      CREATE EVENT TRIGGER asleep ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION fall_asleep()`)
    const asleep = async () =>
      (await pool.query("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'")).rows.length
    const killed = migrate()
    await expect.poll(asleep, PATIENT).toBe(1)
    killed.child.kill('SIGKILL')
    expect(await killed.ended).toBeNull()
    await pool.query('DROP EVENT TRIGGER asleep')
    const again = migrate()
    expect(await again.ended, again.output()).toBe(0)
    // What was whole stays, and what was half is done anew.
    expect(again.output().trim().split('\n')[0]).toBe('003_bookings.sql')
    await assertMigrated(pool)
    expect(await asleep()).toBe(0)
  })

  it(`gives one of two who want the same time that time, ${TRIES} times`, { timeout: 300_000 }, async () => {
    await seedDemo(pool)
    const actorOf = async (email: string): Promise<Actor> => {
      const { user } = (await findCredentials(pool, email))!
      return { id: user.id, roles: user.roles, sessionId: '' }
    }
    const [client, rival, provider] = await Promise.all([DEMO_CLIENT, DEMO_SECOND_PROVIDER, DEMO_PROVIDER].map(actorOf))
    const { items } = await listServicesOf(pool, provider!.id, { limit: 100 })
    const service = items.find(({ durationMinutes }) => durationMinutes <= 60)!
    // Each asks through a process of its own, as far as the database can tell.
    const pools = [client!, rival!].map((actor) => ({
      actor,
      pool: createPool({ connectionString: server.url, steady: 0, overflow: AT_ONCE }),
    }))
    const parts = { permissions: PERMISSIONS, outbox: { wake: () => undefined }, minNoticeMs: 0, now: () => new Date() }
    const desks = pools.map((own) => ({ actor: own.actor, desk: createBookings({ ...parts, pool: own.pool }) }))

    /** From 12:00 to 23:00 UTC it is between 7:00 and 20:00 in Toronto, in summer and in winter. */
    const slot = (index: number): Date => {
      const day = new Date(Date.now() + (2 + Math.floor(index / 12)) * DAY_MS).toISOString().slice(0, 10)
      return new Date(Date.parse(`${day}T12:00:00Z`) + (index % 12) * HOUR_MS)
    }

    async function race(index: number): Promise<string[]> {
      const request = { serviceId: service.id, startsAt: slot(index), note: '' }
      // Each begins every other time.
      const inTurn = index % 2 === 0 ? desks : desks.toReversed()
      const asked = await Promise.allSettled(inTurn.map(({ actor, desk }) => desk.request(actor, request)))
      return asked.map((one) => (one.status === 'fulfilled' ? 'booked' : String((one.reason as Error).message)))
    }

    const seen = new Map<string, number>()
    let next = 0
    const racers = Array.from({ length: AT_ONCE }, async () => {
      while (next < TRIES) {
        const outcome = (await race(next++)).toSorted().join(' and ')
        seen.set(outcome, (seen.get(outcome) ?? 0) + 1)
      }
    })
    await Promise.all(racers)
    expect([...seen]).toEqual([['That time is taken. and booked', TRIES]])
    const { rows } = await pool.query('SELECT client_id, count(*)::int AS n FROM bookings GROUP BY client_id')
    // Both come first now and then, or this was no race.
    expect(rows.map((row) => row['client_id']).toSorted()).toEqual([client!.id, rival!.id].toSorted())
    await Promise.all(pools.map((own) => own.pool.end()))
  })
})
