import { performance } from 'node:perf_hooks'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { describeWith } from '../../../../tools/servers/describe-with.ts'
import { freePort } from '../../../../tools/servers/free-port.ts'
import { findPostgres } from '../../../../tools/servers/postgres-server.ts'
import { findRedis } from '../../../../tools/servers/redis-server.ts'
import type { Booking } from '../domain/booking.ts'
import type { Notification } from '../domain/notification.ts'
import type { Page } from '../domain/page.ts'
import { createBookingHelper, type BookingHelper } from '../testing/booking-helper.ts'
import { createClient, type TestClient } from '../testing/create-client.ts'
import { keepAsking, type Outcome, type Question } from '../testing/keep-asking.ts'
import { startBalancer } from '../testing/start-balancer.ts'
import { startProcess, type ServiceProcess } from '../testing/start-process.ts'
import { startSurroundings, type Surroundings } from '../testing/start-surroundings.ts'

vi.setConfig({ testTimeout: 400_000, hookTimeout: 300_000 })
const PATIENT = { timeout: 120_000, interval: 100 }
const CALLERS = 8
const [postgres, redis] = [findPostgres(), findRedis()]
const found = 'missing' in postgres ? postgres : 'missing' in redis ? redis : { starts: [postgres.start, redis.start] }

describeWith('processes of production', found as typeof found & { starts: [never, never] }, ({ starts }) => {
  let around: Surroundings
  let settings: Record<string, string>
  const webs: ServiceProcess[] = []
  const workers: ServiceProcess[] = []
  let client: TestClient
  let bookings: BookingHelper
  let webhookUrl = ''

  async function startWeb(index: number, port?: number): Promise<void> {
    const started = startProcess('web', port ?? (await freePort()), settings)
    webs[index] = started
    await started.ready()
  }

  async function startWorker(): Promise<ServiceProcess> {
    const started = startProcess('worker', await freePort(), settings)
    workers.push(started)
    await started.ready()
    return started
  }

  beforeAll(async () => {
    around = await startSurroundings(starts, () => webhookUrl)
    settings = {
      ...around.settings,
      DRAIN_DELAY_MS: '3000',
      TRUSTED_PROXIES: '1',
      LIMIT_REGISTER_PER_HOUR: '5',
      HEALTH_INTERVAL_MS: '500',
      // On a busy machine a check that is late is no check that failed.
      HEALTH_TIMEOUT_MS: '20000',
      ANSWER_TIMEOUT_MS: '20000',
      JOBS_LOCK_MS: '5000',
    }
    await Promise.all([startWeb(0), startWeb(1)])
    client = createClient(() => webs[0]!.url)
    webhookUrl = `${webs[0]!.url}/webhooks/stripe`
    bookings = createBookingHelper({ ...client, now: () => new Date(), pay: around.stripe.pay })
  })

  afterAll(async () => {
    await Promise.all([...webs, ...workers].map((started) => started.stop()))
    await around.close()
  })

  /** Reads of the catalogue, which is cached, reads of the database, and writes. */
  async function questions(): Promise<Question[]> {
    const headers = { authorization: `Bearer ${await client.tokenOf('client')}` }
    return [
      { path: '/services?q=snow' },
      { path: '/me', headers },
      { path: '/bookings', headers },
      { method: 'PATCH', path: '/me', headers, body: { name: 'Camille Roy' } },
    ]
  }

  const answeredWell = ({ status = 0 }: Outcome): boolean => status >= 200 && status < 300

  it('are restarted one after the other, and no request fails', async () => {
    const balancer = await startBalancer(webs.map(({ url }) => url))
    await expect.poll(balancer.ready, PATIENT).toHaveLength(2)
    const load = keepAsking(balancer.url, await questions(), CALLERS)
    for (const index of [0, 1]) {
      const { url } = webs[index]!
      expect(await webs[index]!.stop()).toBe(0)
      await expect.poll(balancer.ready, PATIENT).not.toContain(url)
      await startWeb(index, Number(new URL(url).port))
      await expect.poll(balancer.ready, PATIENT).toContain(url)
    }
    const outcomes = await load.stop()
    await balancer.close()
    expect(outcomes.filter((outcome) => !answeredWell(outcome))).toEqual([])
    expect(outcomes.length).toBeGreaterThan(CALLERS)
  })

  it('answer every request while PostgreSQL is restarted, and well again once it is back', async ({ annotate }) => {
    const load = keepAsking(webs[0]!.url, await questions(), CALLERS)
    await expect.poll(() => load.outcomes.length, PATIENT).toBeGreaterThan(4 * CALLERS)
    await around.postgres.stop()
    const unavailable = (): Outcome[] => load.outcomes.filter(({ status }) => status === 503)
    await expect.poll(unavailable, PATIENT).not.toEqual([])
    await around.postgres.start()
    const backAtMs = performance.now()
    const goodAgain = (): Outcome[] =>
      load.outcomes.filter((outcome) => outcome.path === '/me' && outcome.atMs > backAtMs && answeredWell(outcome))
    await expect.poll(() => goodAgain().length, PATIENT).toBeGreaterThan(CALLERS)
    const outcomes = await load.stop()
    // Answers, all of them, and none but these; the catalogue is cached.
    expect(outcomes.filter((outcome) => outcome.status !== 503 && !answeredWell(outcome))).toEqual([])
    expect(outcomes.filter(({ path, status }) => path.startsWith('/services') && status !== 200)).toEqual([])
    for (const { contentType, body } of unavailable()) {
      expect(contentType).toContain('application/problem+json')
      expect(JSON.parse(body!)).toMatchObject({ status: 503, detail: 'Try again in a moment.' })
    }
    await annotate(`good again ${Math.round(goodAgain()[0]!.atMs - backAtMs)} ms after PostgreSQL`)
  })

  it('answer requests that wait for a PostgreSQL that says nothing', async () => {
    const ask = async () => client.call('GET /me', { as: 'client' })
    // So that none of the connections has been idle for long: those are looked at before they are used.
    expect((await ask()).status).toBe(200)
    const { rows } = await around.pool.query<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE application_name = 'maplehustle'",
    )
    const signalSessions = (signal: NodeJS.Signals): void => rows.forEach(({ pid }) => process.kill(pid, signal))
    // Sessions are no part of the group of processes that the server is.
    around.postgres.pause()
    signalSessions('SIGSTOP')
    try {
      const answers = await Promise.all([
        ask(),
        client.call('PATCH /me', { as: 'client', body: { name: 'Camille Roy' } }),
      ])
      for (const { status, body } of answers)
        expect([status, body]).toMatchObject([503, { title: 'Service Unavailable' }])
    } finally {
      signalSessions('SIGCONT')
      around.postgres.resume()
    }
    await expect.poll(async () => (await ask()).status, PATIENT).toBe(200)
  })

  const subjects = (): string[] =>
    around.mail
      .mails()
      .flatMap((mail) => (/^Subject: (.*)$/m.exec(mail) ? [/^Message-ID:\s*(<[^>]+>)/im.exec(mail)![1]!] : []))

  it('go on while Redis is gone: catalogue, limits, and work that is done once it is back', async () => {
    await startWorker()
    const before = new Set(subjects()).size
    const ask = async (): Promise<number> => {
      const headers = { 'x-forwarded-for': '203.0.113.7' }
      return (await client.call('POST /auth/forgotten', { body: { email: 'nobody@example.org' }, headers })).status
    }
    expect([await ask(), await ask(), await ask()]).toEqual([202, 202, 202])
    const booked = [await bookings.make(), await bookings.make()]

    await around.redis.kill()
    for (const path of [
      '/categories',
      '/services?q=snow',
      `/services?q=garden&limit=7`,
      `/services/${booked[0]!.serviceId}`,
    ])
      expect((await client.call(`GET ${path}`)).status).toBe(200)
    // Five an hour; those that Redis counted are not forgotten, and a new one comes every twelve minutes.
    const statuses = [await ask(), await ask(), await ask(), await ask(), await ask(), await ask()]
    expect(statuses.slice(-2)).toEqual([429, 429])
    booked.push(await bookings.make(), await bookings.make())
    const isRedisHealthy = async (): Promise<boolean> => {
      const { body } = await client.call('GET /health/detailed', { token: settings['HEALTH_TOKEN']! })
      const { checks } = body as { checks: Record<string, { status: string }> }
      return checks['redis']!.status === 'healthy'
    }
    await expect.poll(isRedisHealthy, PATIENT).toBe(false)
    // Whoever could do without it is not taken out of service for it.
    expect((await client.call('GET /health/ready')).status).toBe(200)

    await around.redis.start()
    await expect.poll(isRedisHealthy, PATIENT).toBe(true)
    // One to the provider for each booking; a job that ended when Redis did may send its mail again, under the same id.
    await expect.poll(() => new Set(subjects()).size - before, PATIENT).toBe(booked.length)
    const { rows } = await around.pool.query('SELECT 1 FROM outbox')
    expect(rows).toEqual([])
  })

  it('give money back once when a worker is killed while it does', async () => {
    const { id } = await bookings.make('accept', 'pay')
    const refundsBefore = around.stripe.refunds().length
    const asked = (): number => around.stripeProxy.answered().filter((path) => path === '/v1/refunds').length
    // Nobody but the job learns of the refund: its webhook is lost, and so is the answer.
    webhookUrl = 'http://127.0.0.1:1'
    around.stripeProxy.hold()
    expect((await client.call(`POST /bookings/${id}/cancel`, { as: 'client' })).status).toBe(200)
    await expect.poll(asked, PATIENT).toBeGreaterThan(0)
    for (const worker of workers) worker.child.kill('SIGKILL')
    await Promise.all(workers.map(({ ended }) => ended))
    const askedBefore = asked()
    around.stripeProxy.release()
    await startWorker()
    const stateOfPayment = async (): Promise<unknown> =>
      (await around.pool.query('SELECT state FROM payments WHERE booking_id = $1', [id])).rows[0]?.['state']
    await expect.poll(stateOfPayment, PATIENT).toBe('refunded')
    expect(asked()).toBeGreaterThan(askedBefore)
    expect(around.stripe.refunds()).toHaveLength(refundsBefore + 1)
    const page = (await client.call('GET /me/notifications?limit=100', { as: 'client' })).body as Page<Notification>
    const told = page.items.filter(({ kind, bookingId }) => kind === 'booking-refunded' && bookingId === id)
    expect(told).toHaveLength(1)
    expect(((await bookings.read(id)) satisfies Booking).state).toBe('cancelled')
  })
})
