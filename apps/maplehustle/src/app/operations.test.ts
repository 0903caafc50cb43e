import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEMO_PASSWORD } from '../development/demo-users.ts'
import { startMapleHustle, type TestService } from '../testing/start-maplehustle.ts'

let service: TestService
beforeAll(async () => void (service = await startMapleHustle()), 120_000)
afterAll(() => service.stop(), 60_000)

describe('the board of jobs', { timeout: 60_000 }, () => {
  async function openBoard(token: string): Promise<string> {
    const opened = await service.call('POST /admin/board', { token })
    const [cookie] = opened.headers.getSetCookie()
    expect(cookie).toMatch(/; Path=\/admin\/jobs; .*HttpOnly; SameSite=Strict/)
    return cookie!.split(';')[0]!
  }
  const show = async (headers: Record<string, string>): Promise<number> =>
    (await service.call('GET /admin/jobs/api/queues', { headers })).status

  it('is shown to admins, for as long as their session', async () => {
    const body = { email: 'admin@maplehustle.example', password: DEMO_PASSWORD, client: 'app' }
    const { accessToken } = (await service.call('POST /auth/login', { body })).body as { accessToken: string }
    const cookie = await openBoard(accessToken)
    expect(await show({ cookie })).toBe(200)
    expect(await show({})).toBe(403)
    expect(await show({ cookie: `mh_board=${await service.tokenOf('provider')}` })).toBe(403)
    expect(await show({ cookie: 'mh_board=nonsense' })).toBe(403)
    await service.call('POST /auth/logout', { token: accessToken })
    expect(await show({ cookie })).toBe(403)
  })

  it('takes no orders from other sites', async () => {
    const cookie = await openBoard(await service.tokenOf('admin'))
    const clean = 'PUT /admin/jobs/api/queues/maplehustle-low/clean/completed'
    const headers = { cookie, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    expect((await service.call(clean, { headers })).status).toBe(403)
  })
})

describe('what is watched', { timeout: 60_000 }, () => {
  it.each([
    '/health/',
    '/health/ready',
    '/health/live',
    '/health/detailed',
    '/health/metrics',
    '/health/version',
    '/health/system',
  ])('%s answers', async (path) => expect((await service.call(`GET ${path}`)).status).toBe(200))

  it.each([
    'http_request_duration_seconds_count{method="GET",route="/services"',
    'shipworthy_pool_connections{',
    'shipworthy_cache_loads_total{',
    // Counted after the reading before.
    'shipworthy_jobs{queue="critical"',
    'shipworthy_limit_requests_total{policy="address"',
    'shipworthy_limit_requests_total{policy="account"',
    'shipworthy_check_status{check="database"',
  ])('has figures of every part: %s', async (name) => {
    await service.call('GET /services')
    const metrics = async (): Promise<string> => (await service.call('GET /health/metrics')).body
    await expect.poll(metrics, { timeout: 30_000, interval: 200 }).toContain(name)
  })
})

describe('documentation of the API', { timeout: 60_000 }, () => {
  it('is OpenAPI 3.1, with a page', async () => {
    const { openapi, paths } = (await service.call('GET /docs/json')).body as {
      openapi: string
      paths: Record<string, { get?: { security?: object } }>
    }
    expect(openapi).toBe('3.1.0')
    expect(paths['/categories']!.get!.security).toEqual([])
    expect(paths['/me']!.get!.security).toBeUndefined()
    expect(Object.keys(paths)).toContain('/bookings/{id}/pay')
    expect(paths['/services/{id}/photo']).toMatchObject({
      put: { requestBody: { content: { 'image/png': { schema: { type: 'string', format: 'binary' } } } } },
    })
    expect(Object.keys(paths).join()).not.toMatch(/dev|admin\/jobs/)
    expect((await service.call('GET /docs/')).body).toContain('swagger')
  })
})

describe('what is scheduled', { timeout: 60_000 }, () => {
  it('cleans up and looks after the database', async () => {
    const { cleanUp, maintenance } = service.services
    for (const kind of ['tokens', 'sessions', 'files', 'logs', 'cache'] as const)
      expect(await cleanUp.run(kind)).toBeGreaterThanOrEqual(0)
    expect(await maintenance.run(new AbortController().signal)).toContain('bookings')
  })
})
