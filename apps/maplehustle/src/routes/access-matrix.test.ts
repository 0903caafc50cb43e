import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Persona } from '../testing/create-client.ts'
import { startMapleHustle, type TestService } from '../testing/start-maplehustle.ts'

let service: TestService
beforeAll(async () => void (service = await startMapleHustle()), 120_000)
afterAll(() => service.stop(), 60_000)

type Who = 'nobody' | Persona
const EVERYBODY: readonly Who[] = ['nobody', 'client', 'provider', 'admin']
/** Every user is a client, too: the demo provider books as well as anybody. */
const USERS: readonly Who[] = ['client', 'provider', 'admin']
const PROVIDERS: readonly Who[] = ['provider']
const PROVIDERS_AND_ADMINS: readonly Who[] = ['provider', 'admin']
const ADMINS: readonly Who[] = ['admin']

/** Who may call what at all. Whose things they may touch is the matter of the other tests. */
const MATRIX: Readonly<Record<string, readonly Who[]>> = {
  'POST /auth/register': EVERYBODY,
  'POST /auth/login': EVERYBODY,
  'POST /auth/refresh': EVERYBODY,
  'POST /auth/verify': EVERYBODY,
  'POST /auth/forgotten': EVERYBODY,
  'POST /auth/password': EVERYBODY,
  'POST /auth/logout': USERS,
  'GET /me': USERS,
  'PATCH /me': USERS,
  'GET /me/sessions': USERS,
  'DELETE /me/sessions/{id}': USERS,
  'PUT /me/provider': USERS,
  'GET /me/notifications': USERS,
  'POST /me/notifications/read': USERS,
  'GET /me/services': PROVIDERS,
  'PUT /me/hours': PROVIDERS,
  'POST /me/time-off': PROVIDERS,
  'DELETE /me/time-off/{id}': PROVIDERS,
  'GET /providers/{id}': EVERYBODY,
  'GET /providers/{id}/availability': EVERYBODY,
  'GET /categories': EVERYBODY,
  'GET /services': EVERYBODY,
  'GET /services/{id}': EVERYBODY,
  'GET /services/{id}/reviews': EVERYBODY,
  'POST /services': PROVIDERS,
  'PATCH /services/{id}': PROVIDERS_AND_ADMINS,
  'PUT /services/{id}/photo': PROVIDERS_AND_ADMINS,
  'DELETE /services/{id}/photo': PROVIDERS_AND_ADMINS,
  'GET /uploads/{id}': EVERYBODY,
  'POST /bookings': USERS,
  'GET /bookings': USERS,
  'GET /bookings/{id}': USERS,
  'POST /bookings/{id}/pay': USERS,
  'POST /bookings/{id}/accept': PROVIDERS,
  'POST /bookings/{id}/complete': PROVIDERS,
  'POST /bookings/{id}/cancel': USERS,
  'POST /bookings/{id}/dispute': USERS,
  'POST /bookings/{id}/review': USERS,
  'GET /bookings/{id}/messages': USERS,
  'POST /bookings/{id}/messages': USERS,
  'GET /admin/users': ADMINS,
  'POST /admin/users/{id}/block': ADMINS,
  'POST /admin/users/{id}/unblock': ADMINS,
  'POST /admin/board': ADMINS,
  'GET /admin/bookings': ADMINS,
  'POST /admin/bookings/{id}/resolve': ADMINS,
  'POST /webhooks/stripe': EVERYBODY,
}

/** Nobody's, so that whoever gets through changes nothing. */
const NO_ID = '00000000-0000-4000-8000-000000000000'

describe('who may call what', { timeout: 60_000 }, () => {
  it('is said of every route there is', async () => {
    const { paths } = (await service.call('GET /docs/json')).body as { paths: Record<string, Record<string, unknown>> }
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(routes.toSorted()).toEqual(Object.keys(MATRIX).toSorted())
  })

  it.each(Object.keys(MATRIX).filter((route) => route !== 'POST /auth/logout'))('%s', async (route) => {
    const outcomes = EVERYBODY.map(async (who) => {
      const body = route.startsWith('GET') || route.startsWith('DELETE') ? {} : { body: {} }
      const answer = await service.call(route.replace('{id}', NO_ID), { ...(who !== 'nobody' && { as: who }), ...body })
      const isLoggedOut = answer.status === 401 && (answer.body as { detail?: string }).detail === 'Log in first.'
      return isLoggedOut || answer.status === 403 ? [] : [who]
    })
    expect((await Promise.all(outcomes)).flat()).toEqual(EVERYBODY.filter((who) => MATRIX[route]!.includes(who)))
  })

  it('is decided before anything of the request is read', async () => {
    const answer = await service.call('POST /admin/users/not-an-id/block', {
      as: 'client',
      body: 'not json',
      contentType: 'text/x',
    })
    expect(answer.status).toBe(403)
  })
})
