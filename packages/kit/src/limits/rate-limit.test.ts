import { describe, expect, it } from 'vitest'
import Fastify from 'fastify'
import express from 'express'
import { serve } from '../request/testing/serve.ts'
import { view } from '../request/testing/view.ts'
import { createRateLimit, type RateLimit } from './create-rate-limit.ts'
import { byAccount, byRoute, onRoute } from './policy.ts'

const BASE_MS = 1_800_000_000_000
const clock = () => BASE_MS

async function allowedOf(rateLimit: RateLimit, requests: ReturnType<typeof view>[]): Promise<boolean[]> {
  const results = []
  for (const request of requests) results.push((await rateLimit.judge(request)).allowed)
  return results
}

describe('a rate limit', () => {
  it('is 100 a minute and 200 at once for each address when nothing is said', async () => {
    const rateLimit = createRateLimit({ clock })
    const verdicts = await allowedOf(
      rateLimit,
      Array.from({ length: 300 }, () => view()),
    )
    expect(verdicts.filter(Boolean)).toHaveLength(200)
    expect((await rateLimit.judge(view({}, { peer: '127.0.0.2' }))).allowed).toBe(true)
  })

  it('takes the /64 of an IPv6 address for one client', async () => {
    const rateLimit = createRateLimit({ clock, policies: [{ name: 'address', limit: 1 }] })
    const peers = ['2001:db8:1:2::1', '2001:db8:1:2:ffff::2', '2001:db8:1:3::1']
    expect(
      await allowedOf(
        rateLimit,
        peers.map((peer) => view({}, { peer })),
      ),
    ).toEqual([true, false, true])
  })

  it('gives nobody a new identity for a header', async () => {
    const rateLimit = createRateLimit({ clock, policies: [{ name: 'address', limit: 1 }] })
    const spoofed = ['1.1.1.1', '2.2.2.2'].map((address) =>
      view({ 'x-forwarded-for': address, 'x-real-ip': address, forwarded: `for=${address}` }),
    )
    expect(await allowedOf(rateLimit, spoofed)).toEqual([true, false])
  })

  it('has limits of its own for endpoints and accounts, and all of them count', async () => {
    const rateLimit = createRateLimit({
      clock,
      policies: [
        { name: 'address', limit: 10 },
        { name: 'login', limit: 2, match: onRoute('POST', '/login') },
        { name: 'account', limit: 3, key: byAccount(({ header }) => header('x-account')) },
      ],
    })
    const login = view({}, { method: 'POST', path: '/login' })
    expect(await allowedOf(rateLimit, [login, login, login])).toEqual([true, true, false])
    const { headers, problem } = await rateLimit.judge(login)
    expect(headers).toEqual({
      'ratelimit-policy': '"address";q=10;w=60, "login";q=2;w=60',
      ratelimit: '"address";r=6;t=24, "login";r=0;t=60',
      'retry-after': '30',
    })
    expect(problem?.toBody()).toEqual({
      type: 'about:blank',
      title: 'Too Many Requests',
      status: 429,
      detail: 'Too many requests. Try again in 30 s.',
      policy: 'login',
    })
    const mine = view({ 'x-account': 'me' }, { peer: '127.0.0.9' })
    expect(await allowedOf(rateLimit, [mine, mine, mine, mine])).toEqual([true, true, true, false])
    expect(rateLimit.statistics()).toMatchObject({ login: { allowed: 2, refused: 2 }, account: { refused: 1 } })
    expect(rateLimit.metrics()[0]?.samples).toContainEqual({ labels: { policy: 'login', result: 'refused' }, value: 2 })
  })

  it.each(['/login', '/Login', '//login', '/login/', '/%6cogin'])('finds the route behind %s', async (path) => {
    const rateLimit = createRateLimit({
      clock,
      policies: [{ name: 'login', limit: 1, match: onRoute('POST', '/login') }],
    })
    const request = view({}, { method: 'POST', path })
    expect(await allowedOf(rateLimit, [request, request])).toEqual([true, false])
  })

  it('finds everything below a path, and keeps routes apart by their patterns', async () => {
    const below = onRoute('GET', '/admin/*')
    expect([view({}, { path: '/admin/users' }), view({}, { path: '/administrator' })].map(below)).toEqual([true, false])
    const rateLimit = createRateLimit({ clock, policies: [{ name: 'route', limit: 1, key: byRoute() }] })
    const users = ['/users/1', '/users/2'].map((path) => view({}, { path, route: '/users/:id' }))
    expect(await allowedOf(rateLimit, [...users, view({}, { path: '/orders' })])).toEqual([true, false, true])
  })

  it('skips what does not count, and lets expensive requests cost more', async () => {
    const rateLimit = createRateLimit({
      clock,
      skip: ({ path }) => path === '/health/live',
      policies: [{ name: 'address', limit: 5, cost: ({ path }) => (path === '/report' ? 5 : 1) }],
    })
    expect(await rateLimit.judge(view({}, { path: '/health/live' }))).toEqual({ allowed: true, headers: {} })
    expect(await allowedOf(rateLimit, [view({}, { path: '/report' }), view()])).toEqual([true, false])
  })

  it.each([
    [[{ name: 'a "b"', limit: 1 }]],
    [
      [
        { name: 'a', limit: 1 },
        { name: 'a', limit: 2 },
      ],
    ],
  ])('refuses %o', (policies) =>
    expect(() => createRateLimit({ policies })).toThrow(expect.objectContaining({ code: 'SW_ERR_KIT_LIMIT' })),
  )
})

describe('a rate limit in a server', () => {
  const policies = [{ name: 'address', limit: 2 }]
  const visit = async (url: string) => {
    const answers = []
    for (let at = 0; at < 3; at++) answers.push(await fetch(url))
    return Promise.all(
      answers.map(async (answer) => ({
        status: answer.status,
        left: answer.headers.get('ratelimit'),
        retryAfter: answer.headers.get('retry-after'),
        type: answer.headers.get('content-type')?.split(';')[0],
        title: answer.status === 200 ? undefined : ((await answer.json()) as { title: string }).title,
      })),
    )
  }
  const expected = [
    { status: 200, left: '"address";r=1;t=30' },
    { status: 200, left: '"address";r=0;t=60' },
    {
      status: 429,
      left: '"address";r=0;t=60',
      retryAfter: '30',
      type: 'application/problem+json',
      title: 'Too Many Requests',
    },
  ]

  it('of node:http', async () => {
    await using server = await serve(createRateLimit({ clock, policies }).protect((_, response) => response.end('ok')))
    expect(await visit(server.url)).toMatchObject(expected)
  })

  it('of Express', async () => {
    const app = express()
    app.use(createRateLimit({ clock, policies }).middleware)
    app.get('/', (_, response) => void response.send('ok'))
    await using server = await serve(app)
    expect(await visit(server.url)).toMatchObject(expected)
  })

  it('of Fastify', async () => {
    const app = Fastify()
    app.addHook('onRequest', createRateLimit({ clock, policies }).hook)
    app.get('/', () => 'ok')
    expect(await visit(await app.listen({ port: 0, host: '127.0.0.1' }))).toMatchObject(expected)
    await app.close()
  })

  it('that works with Request and Response', async () => {
    const rateLimit = createRateLimit({ clock, policies })
    const check = () => rateLimit.check(new Request('http://localhost/'), '203.0.113.9')
    expect(await check()).toEqual({ headers: expect.objectContaining({ ratelimit: '"address";r=1;t=30' }) })
    await check()
    const { response } = await check()
    expect(response?.status).toBe(429)
    expect(response?.headers.get('retry-after')).toBe('30')
  })
})
