import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exchange } from '../testing/exchange.ts'
import type { Booking } from '../domain/booking.ts'
import { createBookingHelper, type BookingHelper } from '../testing/booking-helper.ts'
import type { Persona } from '../testing/create-client.ts'
import { startMapleHustle, type TestService } from '../testing/start-maplehustle.ts'
import { textFieldsOf, type OpenApi, type TextField } from '../testing/text-fields.ts'

const BODY_TIMEOUT_MS = 1000
let service: TestService
let bookings: BookingHelper
beforeAll(async () => {
  service = await startMapleHustle({ REQUEST_TIMEOUT_MS: String(BODY_TIMEOUT_MS) })
  const { call, tokenOf, stripe, clock } = service
  bookings = createBookingHelper({ call, tokenOf, now: () => clock.now, pay: stripe.pay })
}, 120_000)
afterAll(() => service.stop(), 60_000)

const PROBLEM = 'application/problem+json; charset=utf-8'

describe('requests that mean no good', { timeout: 120_000 }, () => {
  const send = (write: Parameters<typeof exchange>[1]): Promise<string> =>
    exchange(Number(new URL(service.url()).port), write)
  const HEAD = 'POST /auth/login HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n'

  it.each(['{"email":', '[1,', '\u0000', '{"a":1}}', '{"email":"\\ud800', "{'email': 1}", 'nonsense', '"', ''])(
    'of the body %j are problems of the client',
    async (body) => {
      for (const route of ['POST /auth/login', 'POST /bookings', 'PATCH /me', 'POST /webhooks/stripe']) {
        const answer = await service.call(route, { as: 'client', body: Buffer.from(body) })
        expect([route, answer.status, answer.headers.get('content-type')]).toEqual([route, 400, PROBLEM])
      }
    },
  )

  it.each([
    ['that says so', `content-length: ${50 * 1024 ** 2}\r\n`, (chunk: Buffer) => chunk],
    [
      'that does not say so',
      'transfer-encoding: chunked\r\n',
      (chunk: Buffer) => Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
    ],
  ])('of 50 MB %s are refused long before their end', async (_, header, frame) => {
    const chunk = frame(Buffer.alloc(64 * 1024, 'x'))
    let sent = 0
    const answer = await send(async (write) => {
      await write(`${HEAD}${header}\r\n`)
      while (sent < 50 * 1024 ** 2 && (await write(chunk))) sent += chunk.length
    })
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    expect(answer).toContain('application/problem+json')
    // What was under way when it was refused lies in buffers of the kernel.
    expect(sent).toBeLessThan(25 * 1024 ** 2)
  })

  it('that come byte by byte are given up', async () => {
    const answer = await send(async (write) => {
      await write(`${HEAD}content-length: 1000\r\n\r\n`)
      while (await write('x')) await new Promise((resolve) => setTimeout(resolve, BODY_TIMEOUT_MS / 20))
    })
    expect(answer).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('with ten thousand headers are answered, and others go on', async () => {
    const headers = Array.from({ length: 10_000 }, (_, index) => `x-${index}: 1\r\n`).join('')
    const [answer, beside] = await Promise.all([
      send((write) => write(`GET /categories HTTP/1.1\r\nhost: localhost\r\n${headers}\r\n`)),
      service.call('GET /categories'),
    ])
    expect(answer).toMatch(/^HTTP\/1\.1 431 /)
    expect(beside.status).toBe(200)
  })

  it.each(['GET /nothing', 'GET /.env', 'POST /services/x/y/z', 'DELETE /services', 'GET /wp-login.php', 'PUT /'])(
    '%s is nowhere',
    async (route) => {
      const answer = await service.call(route)
      expect([answer.status, answer.headers.get('content-type')]).toEqual([404, PROBLEM])
    },
  )

  it.each([
    '/../../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/%00',
    '/%',
    '/%ff',
    '/services/%',
    `/${'a'.repeat(9000)}`,
    '//',
    '/uploads/..%2f..%2fmain.ts',
  ])('the path %s leads nowhere', async (path) => {
    const answer = await send((write) => write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`))
    expect(answer).toMatch(/^HTTP\/1\.1 4(00|04|14) /)
    expect(answer).toContain('application/problem+json')
    expect(answer).not.toContain('root:')
  })

  it('are no HTTP at all, and are answered', async () => {
    expect(await send((write) => write('\u0016\u0003\u0001 hello\r\n\r\n'))).toMatch(/^HTTP\/1\.1 400 /)
  })
})

describe('SQL and HTML', { timeout: 400_000 }, () => {
  const NO_ID = '00000000-0000-4000-8000-000000000000'
  const HOSTILE = [
    "'; DROP TABLE users; --",
    "' OR '1'='1",
    '"; SELECT pg_sleep(30); --',
    "1); DELETE FROM services WHERE ('a'='a",
    '$1::int',
    String.raw`\'; COMMIT; --`,
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "javascript:alert('x')",
    '{{7*7}}${7*7}',
    'a\u0000b',
    'a\r\nSet-Cookie: x=y',
    '-"-" | & ! :* <-> ((((',
    '\ud800',
    '%00%0d%0a..%2f',
    'ﷺ'.repeat(200),
    ...fc.sample(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), { numRuns: 6, seed: 20_261_130 }),
  ]

  /** Of whom the route would do something. */
  function personaOf(path: string): Persona {
    if (path.startsWith('/admin')) return 'admin'
    // Bookings are with the first provider, whose hours stay as they are.
    if (/^\/me\/(hours|time-off|provider)/.test(path)) return 'second'
    return /^\/(me\/)?services/.test(path) ? 'provider' : 'client'
  }

  async function counts(): Promise<unknown> {
    const { rows } = await service.database.pool.query(
      `SELECT (SELECT count(*) FROM users WHERE email LIKE '%@maplehustle.example')::int AS users,
        (SELECT count(*) FROM categories)::int AS categories`,
    )
    return rows[0]
  }

  it('in any text field are text, or refused', async () => {
    const { id: serviceId } = await bookings.anyService()
    const { id: bookingId } = await bookings.make('accept')
    const idOf = (path: string): string =>
      path.startsWith('/services') ? serviceId : path.startsWith('/bookings') ? bookingId : NO_ID
    const fields = textFieldsOf((await service.call('GET /docs/json')).body as OpenApi)
    expect(fields.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['GET /services ?q', 'POST /bookings note', 'POST /bookings/{id}/messages body']),
    )
    const before = await counts()
    const accepted = new Set<string>()

    const known = { serviceId, category: 'cleaning', timeZone: 'America/Toronto', begins: '07:00', ends: '21:00' }

    /** @returns What is wrong with the answer. */
    async function fill({ name, method, path, key, fill: filled }: TextField, text: string): Promise<string[]> {
      const startsAt = path === '/bookings' ? bookings.freshTime() : service.clock.now
      const { query, body } = filled(text, { ...known, startsAt })
      const route = `${method} ${path.replace('{id}', idOf(path))}${query}`
      const answer = await service.call(route, { as: personaOf(path), ...(body !== undefined && { body }) })
      const isAccepted = answer.status < 300
      if (isAccepted) accepted.add(name)
      const said = key === undefined ? undefined : (answer.body as Record<string, unknown> | '')[key as never]
      const wrong = {
        'failed inside': answer.status >= 500,
        'is a page': /html/.test(answer.headers.get('content-type') ?? ''),
        'made a header': /x=y/.test(answer.headers.get('set-cookie') ?? ''),
        'did not keep it as it was': isAccepted && said !== undefined && said !== text.trim(),
      }
      return Object.entries(wrong).flatMap(([what, holds]) =>
        holds ? [`${name} ${JSON.stringify(text)} ${what}`] : [],
      )
    }

    const wrong: string[] = []
    // One after the other: each answer says what its own request wrote.
    for (const field of fields) for (const text of HOSTILE) wrong.push(...(await fill(field, text)))
    expect(wrong).toEqual([])
    expect(await counts()).toEqual(before)
    // Else this would show nothing but that everything is refused.
    for (const name of ['GET /services ?q', 'POST /bookings note', 'PATCH /me name', 'POST /services title'])
      expect([...accepted]).toContain(name)
    expect(await bookings.read(bookingId)).toMatchObject({ id: bookingId } satisfies Partial<Booking>)
  })

  it('are text in mails, too', async () => {
    const name = '<img src=x onerror=alert(1)>'
    const body = { email: 'html@example.org', password: 'correct horse', name }
    expect((await service.call('POST /auth/register', { body })).status).toBe(202)
    const find = () => service.mailbox!.messages().find(({ to }) => to === 'html@example.org')
    await expect.poll(find, { timeout: 120_000 }).toBeDefined()
    const { html } = find()!
    expect(html).toContain('&lt;img')
    for (const mail of service.mailbox!.messages()) expect(mail.html).not.toMatch(/<(img|script)/i)
  })
})
