import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEMO_CLIENT, DEMO_PASSWORD } from '../development/demo-users.ts'
import type { Answer } from '../testing/create-client.ts'
import { startMapleHustle, type TestService } from '../testing/start-maplehustle.ts'

let service: TestService
beforeAll(async () => void (service = await startMapleHustle()), 120_000)
afterAll(() => service.stop(), 60_000)

const PATIENT = { timeout: 60_000, interval: 100 }

interface Granted {
  accessToken: string
  refreshToken: string
  csrfToken: string
}

async function register(email: string, password = 'correct horse', locale = 'en'): Promise<Answer> {
  return service.call('POST /auth/register', { body: { email, password, name: 'Nova', locale } })
}

async function login(email: string, password = 'correct horse', client = 'app'): Promise<Answer> {
  return service.call('POST /auth/login', { body: { email, password, client } })
}

const grantOf = (answer: Answer): Granted => answer.body

/** The token in the link of the newest mail to somebody. */
async function tokenFromMail(to: string, subject: RegExp): Promise<string> {
  const find = () => service.mailbox!.messages().find((mail) => mail.to === to && subject.test(mail.subject))
  await expect.poll(find, PATIENT).toBeDefined()
  return /#([\w-]+)/.exec(find()!.text)![1]!
}

const refreshByCookie = (cookie: string, headers: Record<string, string> = {}): Promise<Answer> =>
  service.call('POST /auth/refresh', { headers: { cookie, ...headers } })

/** As a browser sends them back. */
function cookiesOf({ headers }: Answer): string {
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

describe('an account', { timeout: 90_000 }, () => {
  it('is opened, welcomed in its language, verified once, and used', async () => {
    expect((await register(' Nova@Example.org ', 'correct horse', 'fr')).status).toBe(202)
    const token = await tokenFromMail('nova@example.org', /^Bienvenue/)
    const { accessToken } = grantOf(await login('NOVA@example.org'))
    expect((await service.call('GET /me', { token: accessToken })).body).toMatchObject({ isEmailVerified: false })
    expect((await service.call('POST /auth/verify', { body: { token } })).status).toBe(204)
    expect((await service.call('GET /me', { token: accessToken })).body).toMatchObject({ isEmailVerified: true })
    expect((await service.call('POST /auth/verify', { body: { token } })).status).toBe(422)
  })

  it('that exists already is told of to its owner, and to nobody else', async () => {
    const answers = [await register(DEMO_CLIENT), await register('unheard-of@example.org')]
    expect(answers[0]!.status).toBe(202)
    expect(answers[0]!.body).toEqual(answers[1]!.body)
    const subjects = () => service.mailbox!.messages().filter(({ to }) => to === DEMO_CLIENT)
    await expect.poll(subjects, PATIENT).toMatchObject([{ subject: 'Vous avez déjà un compte chez MapleHustle' }])
    expect((await login(DEMO_CLIENT)).status).toBe(401)
  })

  it('gets another password by mail, and all its sessions end', async () => {
    await register('forgetful@example.org')
    const before = grantOf(await login('forgetful@example.org'))
    const asked = await service.call('POST /auth/forgotten', { body: { email: 'forgetful@example.org' } })
    const unknown = await service.call('POST /auth/forgotten', { body: { email: 'nobody@example.org' } })
    expect([asked.status, asked.body]).toEqual([unknown.status, unknown.body])
    const token = await tokenFromMail('forgetful@example.org', /^Another password/)
    const reset = (password: string) => service.call('POST /auth/password', { body: { token, password } })
    expect((await reset('a better horse')).status).toBe(204)
    expect((await reset('a third horse')).status).toBe(422)
    expect((await login('forgetful@example.org')).status).toBe(401)
    expect((await login('forgetful@example.org', 'a better horse')).status).toBe(200)
    const refreshed = await service.call('POST /auth/refresh', { body: { refreshToken: before.refreshToken } })
    expect(refreshed.status).toBe(401)
    // Reading goes on for minutes, changing does not.
    const change = { token: before.accessToken, body: { name: 'Thief' } }
    expect((await service.call('PATCH /me', change)).status).toBe(401)
  })

  it('is not found out by its answers', async () => {
    const [wrong, unknown] = [await login(DEMO_CLIENT, 'wrong'), await login('nobody@example.org', 'wrong')]
    expect([wrong.status, unknown.status]).toEqual([401, 401])
    const withoutId = (answer: Answer): object => ({ ...(answer.body as object), requestId: '' })
    expect(withoutId(wrong)).toEqual(withoutId(unknown))
  })

  it('is slow to guess', async () => {
    await register('guessed@example.org')
    const guess = () => login('guessed@example.org', 'wrong')
    for (let free = 0; free < 5; free++) expect((await guess()).status).toBe(401)
    // Each wait is twice as long as the one before, so that at last one is longer than a guess takes.
    let answer = await guess()
    for (let more = 0; more < 8 && answer.status !== 429; more++) answer = await guess()
    expect(answer.status).toBe(429)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it('refuses short passwords and addresses that are none', async () => {
    expect((await register('short@example.org', 'short')).status).toBe(400)
    expect((await register('not an address')).status).toBe(400)
  })
})

describe('a session', { timeout: 90_000 }, () => {
  it('goes on with each refresh token once; one that comes again ends it for everybody', async () => {
    const refresh = (refreshToken: string) => service.call('POST /auth/refresh', { body: { refreshToken } })
    const first = grantOf(await login(DEMO_CLIENT, DEMO_PASSWORD))
    const second = grantOf(await refresh(first.refreshToken))
    const third = grantOf(await refresh(second.refreshToken))
    expect(new Set([first, second, third].map(({ refreshToken }) => refreshToken)).size).toBe(3)
    // The next one was used already, so that this is no second tab.
    expect((await refresh(first.refreshToken)).status).toBe(401)
    expect((await refresh(third.refreshToken)).status).toBe(401)
  })

  it('of a browser lives in a cookie that scripts cannot read, and needs the token that only our pages read', async () => {
    const granted = await login(DEMO_CLIENT, DEMO_PASSWORD, 'browser')
    expect(granted.body).not.toHaveProperty('refreshToken')
    const [refreshCookie] = granted.headers.getSetCookie()
    expect(refreshCookie).toMatch(/^mh_refresh=.*; Path=\/auth; HttpOnly; SameSite=Strict$/)
    const cookies = cookiesOf(granted)
    expect((await refreshByCookie(cookies)).status).toBe(403)
    const { csrfToken } = grantOf(granted)
    expect((await refreshByCookie(cookies, { 'x-csrf-token': csrfToken, origin: 'https://evil.example' })).status).toBe(
      403,
    )
    expect((await refreshByCookie(cookies, { 'x-csrf-token': csrfToken })).status).toBe(200)
  })

  it('is listed, and ended from another one', async () => {
    const [here, there] = [
      grantOf(await login(DEMO_CLIENT, DEMO_PASSWORD)),
      grantOf(await login(DEMO_CLIENT, DEMO_PASSWORD)),
    ]
    const list = async () =>
      (await service.call('GET /me/sessions', { token: here.accessToken })).body as { id: string; isThisOne: boolean }[]
    const [mine] = (await list()).filter(({ isThisOne }) => isThisOne)
    const theirs = (await service.call('GET /me/sessions', { token: there.accessToken })).body as (typeof mine)[]
    const other = theirs.find((session) => session!.isThisOne)!
    expect(other.id).not.toBe(mine!.id)
    expect((await service.call(`DELETE /me/sessions/${other.id}`, { token: here.accessToken })).status).toBe(204)
    expect((await list()).map(({ id }) => id)).not.toContain(other.id)
    expect((await service.call('POST /me/notifications/read', { token: there.accessToken })).status).toBe(401)
    expect((await service.call(`DELETE /me/sessions/${mine!.id}`, { as: 'admin' })).status).toBe(404)
  })

  it('ends with a logout', async () => {
    const { accessToken, refreshToken } = grantOf(await login(DEMO_CLIENT, DEMO_PASSWORD))
    expect((await service.call('POST /auth/logout', { token: accessToken })).status).toBe(204)
    expect((await service.call('POST /auth/refresh', { body: { refreshToken } })).status).toBe(401)
  })

  it('of a token that was tampered with is none', async () => {
    const token = await service.tokenOf('client')
    const [head, body, signature] = token.split('.')
    const admin = JSON.parse(Buffer.from(body!, 'base64url').toString()) as object
    const forged = Buffer.from(JSON.stringify({ ...admin, roles: ['admin'] })).toString('base64url')
    for (const bad of [`${head}.${forged}.${signature}`, `${head}.${forged}.`, 'nonsense'])
      expect((await service.call('GET /admin/users', { token: bad })).status).toBe(401)
  })
})
