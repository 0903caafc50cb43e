import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startMapleHustle, type TestService } from '../testing/start-maplehustle.ts'

let service: TestService
beforeAll(
  async () =>
    void (service = await startMapleHustle({
      TRUSTED_PROXIES: '1',
      // A minute has no end while the test runs: nothing comes back in it that would matter.
      LIMIT_PER_MINUTE: '1',
      LIMIT_BURST: '30',
      LIMIT_LOGIN_PER_MINUTE: '3',
      LIMIT_ACCOUNT_PER_MINUTE: '5',
      CORS_ORIGINS: 'https://app.example',
    })),
  120_000,
)
afterAll(() => service.stop(), 60_000)

const from = (address: string): Record<string, string> => ({ 'x-forwarded-for': address })

describe('in front of every route', { timeout: 60_000 }, () => {
  it('an address has its limit, and others theirs', async () => {
    const ask = (address: string) => service.call('GET /categories', { headers: from(address) })
    const statuses = await Promise.all(Array.from({ length: 60 }, async () => (await ask('203.0.113.1')).status))
    // One more for each minute that this took.
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(25)
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(30)
    expect((await ask('203.0.113.2')).status).toBe(200)
    const refused = await ask('203.0.113.1')
    expect(refused.headers.get('ratelimit-policy')).toContain('"address";q=30')
  })

  it('guesses have a smaller one', async () => {
    const body = { email: 'guess@example.org', password: 'guess' }
    const guess = () => service.call('POST /auth/login', { body, headers: from('203.0.113.3') })
    const statuses = await Promise.all(Array.from({ length: 12 }, async () => (await guess()).status))
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0)
    expect(statuses.filter((status) => status === 401).length).toBeLessThan(12)
  })

  it('an account has one, wherever it asks from', async () => {
    const token = await service.tokenOf('client')
    const ask = (index: number) => service.call('GET /me', { token, headers: from(`198.51.100.${index}`) })
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => ask(index)))
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(refused[0]!.body).toMatchObject({ policy: 'account' })
    expect((await service.call('GET /me', { as: 'admin', headers: from('198.51.100.1') })).status).toBe(200)
  })

  it('probes have none', async () => {
    const ask = () => service.call('GET /health/live', { headers: from('203.0.113.1') })
    const statuses = await Promise.all(Array.from({ length: 60 }, async () => (await ask()).status))
    expect(new Set(statuses)).toEqual(new Set([200]))
  })

  it('pages of our origins may read answers, and no others', async () => {
    const ask = (origin: string) => service.call('GET /categories', { headers: { ...from('203.0.113.4'), origin } })
    expect((await ask('https://app.example')).headers.get('access-control-allow-origin')).toBe('https://app.example')
    expect((await ask('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull()
  })

  it.each([
    ['no JSON', '{"email":', 400],
    ['too much', JSON.stringify({ email: 'x'.repeat(100_000) }), 413],
    ['a prototype', '{"__proto__": {"isAdmin": true}, "email": "a@example.org", "password": "x"}', 400],
  ])('a body that is %s is a problem of the client', async (_, body, status) => {
    const answer = await service.call('POST /auth/login', { body: Buffer.from(body), headers: from('203.0.113.5') })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      status,
      'application/problem+json; charset=utf-8',
    ])
  })

  it('what goes wrong inside is said to nobody', async () => {
    const { pool } = service.database
    const body = { displayName: 'A', city: 'B' }
    await pool.query('ALTER TABLE provider_profiles RENAME TO hidden')
    try {
      const answer = await service.call('PUT /me/provider', { as: 'admin', body, headers: from('203.0.113.6') })
      expect(answer.status).toBe(500)
      expect(JSON.stringify(answer.body)).not.toMatch(/relation|provider_profiles|sql/i)
    } finally {
      await pool.query('ALTER TABLE hidden RENAME TO provider_profiles')
    }
  })
})
