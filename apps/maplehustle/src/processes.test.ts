import { createPool, type Pool } from '@shipworthy/kit/database'
import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith } from '../../../tools/servers/describe-with.ts'
import { freePort } from '../../../tools/servers/free-port.ts'
import { findPostgres } from '../../../tools/servers/postgres-server.ts'
import { findRedis } from '../../../tools/servers/redis-server.ts'
import type { TestServer } from '../../../tools/servers/test-server.ts'
import { seedDemo } from './development/seed-demo.ts'
import { startStripeSimulator, type StripeSimulator } from './development/stripe/start-stripe-simulator.ts'
import type { Booking } from './domain/booking.ts'
import type { Notification } from './domain/notification.ts'
import type { Page } from './domain/page.ts'
import { createMaintenance } from './services/maintenance.ts'
import { createBookingHelper, type BookingHelper } from './testing/booking-helper.ts'
import { createClient, type TestClient } from './testing/create-client.ts'
import { startMailServer, type MailServer } from './testing/start-mail-server.ts'
import { startProcess, type ServiceProcess } from './testing/start-process.ts'
import { TEST_SETTINGS, TEST_STRIPE } from './testing/test-settings.ts'

const PATIENT = { timeout: 60_000, interval: 200 }
const [postgres, redis] = [findPostgres(), findRedis()]
const found = 'missing' in postgres ? postgres : 'missing' in redis ? redis : { starts: [postgres.start, redis.start] }

describeWith('separate processes of production on PostgreSQL and Redis', found, ({ starts }) => {
  let servers: TestServer[] = []
  let mail: MailServer
  let stripe: StripeSimulator
  let pool: Pool
  let settings: Record<string, string>
  const processes: ServiceProcess[] = []
  let clients: TestClient[]
  let bookings: BookingHelper

  async function start(command: string): Promise<ServiceProcess> {
    const started = startProcess(command, await freePort(), settings)
    processes.push(started)
    return started
  }

  beforeAll(async () => {
    servers = await Promise.all(starts.map((startServer) => startServer()))
    mail = await startMailServer()
    stripe = await startStripeSimulator({ ...TEST_STRIPE, webhookUrl: () => `${processes[1]!.url}/webhooks/stripe` })
    settings = {
      ...TEST_SETTINGS,
      NODE_ENV: 'production',
      LOG_LEVEL: 'warn',
      DATABASE_URL: servers[0]!.url,
      DATABASE_STEADY: '2',
      DATABASE_OVERFLOW: '8',
      REDIS_URL: servers[1]!.url,
      SMTP_URL: mail.url,
      STRIPE_API_URL: stripe.url,
      PUBLIC_URL: 'https://maplehustle.example',
      ACCESS_TOKEN_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
      CSRF_SECRET: 'a-secret-of-this-test-and-of-no-other',
      HEALTH_TOKEN: 'a-token-of-this-test',
      DRAIN_DELAY_MS: '0',
    }
    pool = createPool({ connectionString: servers[0]!.url, steady: 0, overflow: 4 })
  }, 300_000)

  afterAll(async () => {
    await Promise.all(processes.map((started) => started.stop()))
    await stripe.close()
    await mail.close()
    await pool.end()
    await Promise.all(servers.map((server) => server.stop()))
  }, 120_000)

  it('do not start before the migrations were applied, and say so in one line', { timeout: 180_000 }, async () => {
    const early = startProcess('web', await freePort(), settings)
    expect(await early.ended).toBe(1)
    expect(early.output().trim().split('\n')).toEqual([expect.stringMatching(/001_auth\.sql is pending/)])
    const migrated = startProcess('migrate', 0, settings)
    expect(await migrated.ended).toBe(0)
    expect(migrated.output()).toContain('003_bookings.sql')
    await seedDemo(pool)
  })

  it('are two of each', { timeout: 300_000 }, async () => {
    for (const command of ['web', 'web', 'worker', 'worker', 'scheduler', 'scheduler']) await start(command)
    await Promise.all(processes.map((started) => started.ready()))
    clients = processes.slice(0, 2).map(({ url }) => createClient(() => url))
    const calls = { count: 0 }
    // One after the other, as a load balancer has it.
    const call: TestClient['call'] = (route, options) => clients[calls.count++ % 2]!.call(route, options)
    const { tokenOf } = clients[0]!
    const withToken: TestClient['call'] = async (route, { as, ...options } = {}) =>
      call(route, { ...options, ...(as && { token: await tokenOf(as) }) })
    bookings = createBookingHelper({ call: withToken, tokenOf, now: () => new Date(), pay: stripe.pay })
  })

  it('book, are paid and cancel together', { timeout: 180_000 }, async () => {
    const paid = await bookings.make('accept', 'pay')
    expect(paid).toMatchObject({ state: 'paid' })
    const cancelled = await clients[1]!.call(`POST /bookings/${paid.id}/cancel`, { as: 'client' })
    expect(cancelled.body).toMatchObject({ state: 'cancelled' })
    await expect.poll(() => stripe.refunds(), PATIENT).toHaveLength(1)
    const kinds = async (): Promise<string[]> => {
      const page = (await clients[0]!.call('GET /me/notifications', { as: 'client' })).body as Page<Notification>
      return page.items.map(({ kind }) => kind)
    }
    await expect.poll(kinds, PATIENT).toEqual(['booking-refunded', 'booking-confirmed', 'booking-accepted'])
    const subjects = (): string[] => mail.mails().flatMap((text) => /^Subject: (.*)$/m.exec(text)?.[1] ?? [])
    // Six notifications: request, accepted, paid, confirmed, cancelled, refunded.
    await expect.poll(() => subjects().length, PATIENT).toBe(6)
    expect(new Set(mail.mails().flatMap((text) => /^Message-ID:\s*(<[^>]+>)/im.exec(text)?.[1] ?? [])).size).toBe(6)
  })

  it('let one of many have a time', { timeout: 180_000 }, async () => {
    const startsAt = bookings.freshTime()
    const asked = await Promise.all(Array.from({ length: 20 }, () => bookings.request({ startsAt })))
    expect(asked.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(asked.filter(({ status }) => status === 409)).toHaveLength(19)
  })

  it('see a change of one in the cache of the other', { timeout: 120_000 }, async () => {
    const { id } = await bookings.anyService()
    const priceOn = async (index: number): Promise<number> =>
      ((await clients[index]!.call(`GET /services/${id}`)).body as Booking).priceCents
    await Promise.all([priceOn(0), priceOn(1)])
    await clients[0]!.call(`PATCH /services/${id}`, { as: 'provider', body: { priceCents: 77_700 } })
    await expect.poll(() => priceOn(1), PATIENT).toBe(77_700)
  })

  it('have each schedule once', { timeout: 60_000 }, async () => {
    const connection = new Redis(servers[1]!.url, { maxRetriesPerRequest: null })
    const queues = ['default', 'low'].map((name) => new Queue(`maplehustle-${name}`, { connection }))
    const names = (await Promise.all(queues.map((queue) => queue.getJobSchedulers()))).flat().map(({ key }) => key)
    await Promise.all(queues.map((queue) => queue.close()))
    connection.disconnect()
    const schedules = names.filter((name) => name.startsWith('schedule-')).toSorted()
    expect(schedules).toEqual(
      ['cache', 'files', 'logs', 'sessions', 'tokens']
        .map((kind) => `schedule-clean-up-${kind}`)
        .concat('schedule-maintain-database', 'schedule-remind'),
    )
  })

  it('look after their database while they run', { timeout: 120_000 }, async () => {
    expect(await createMaintenance({ pool }).run(new AbortController().signal)).toContain('bookings')
    const { rows } = await pool.query('SHOW statement_timeout')
    expect(rows).toEqual([{ statement_timeout: '15s' }])
  })

  it('show no details to strangers and end when they are told to', { timeout: 120_000 }, async () => {
    const headers = { 'x-forwarded-for': '203.0.113.9' }
    const asked = async (path: string, token?: string) =>
      (await clients[0]!.call(`GET ${path}`, { headers, ...(token !== undefined && { token }) })).status
    expect(await asked('/health/detailed')).toBe(401)
    expect(await asked('/health/detailed', settings['HEALTH_TOKEN'])).toBe(200)
    expect(await asked('/dev/mail')).toBe(404)
    expect(await Promise.all(processes.map((started) => started.stop()))).toEqual([0, 0, 0, 0, 0, 0])
    for (const started of processes) expect(started.output()).not.toMatch(/password|secret|token/i)
  })
})
