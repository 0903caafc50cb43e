import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { runWithLogFields } from '../context/log-fields.ts'
import { createLifecycle } from '../lifecycle/create-lifecycle.ts'
import { identifyRequest, runInRequest } from '../request/request-context.ts'
import { serve } from '../request/testing/serve.ts'
import { seal } from '../secrets/seal.ts'
import { generateSecretKeys } from '../secrets/key-pair.ts'
import { createLogger, type LoggerOptions } from './create-logger.ts'
import { flushLog } from './flush-log.ts'

function collect(options: LoggerOptions = {}) {
  const written: string[] = []
  const log = createLogger({ ...options, destination: { write: (line) => void written.push(line) } })
  return {
    log,
    text: () => written.join(''),
    lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>),
  }
}

const SECRET = 'xK9-the-secret-7'
const REQUEST = { requestId: 'req-1', method: 'GET', path: '/', address: '203.0.113.9' }

describe('a log line', () => {
  it('says what, when, how bad, and for which request of whom', () => {
    const { log, lines } = collect({ name: 'orders', context: () => ({ spanId: 'b7ad6b7169203331' }) })
    runInRequest({ ...REQUEST, traceId: '0af7651916cd43dd8448eb211c80319c' }, () => {
      log.info('before')
      identifyRequest('42')
      log.warn({ orderId: 7 }, 'after %s', 'all')
    })
    log.info('outside')
    const [before, after, outside] = lines()
    expect(before).toMatchObject({ level: 'info', name: 'orders', msg: 'before', requestId: 'req-1' })
    expect(before).not.toHaveProperty('user')
    expect(after).toMatchObject({
      level: 'warn',
      msg: 'after all',
      orderId: 7,
      user: '42',
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
    })
    expect(new Date(after!['time'] as string).getTime()).toBeGreaterThan(1e12)
    expect(outside).not.toHaveProperty('requestId')
  })

  it('says what the work around it belongs to', async () => {
    const { log, lines } = collect()
    await runWithLogFields({ importId: 7, password: SECRET }, async () => {
      await runWithLogFields({ row: 1 }, async () => log.info('inner'))
      log.info('outer')
    })
    expect(lines()[0]).toMatchObject({ msg: 'inner', importId: 7, row: 1, password: '[redacted]' })
    expect(lines()[1]).not.toHaveProperty('row')
  })

  it.each([
    ['a header', { headers: { Authorization: SECRET, 'set-cookie': [SECRET], 'x-api-key': SECRET } }],
    ['a password in a list', { users: [{ name: 'ann', newPassword: SECRET }] }],
    ['names in other spellings', { ACCESS_TOKEN: SECRET, refreshToken: SECRET, client_secret: SECRET, pin: 1234 }],
    ['a whole object', { credentials: { user: 'shop', word: SECRET } }],
    ['a map', { form: new Map([['password', SECRET]]) }],
    ['what makes its own JSON', { body: { toJSON: () => ({ secret: SECRET }) } }],
    ['a name of our own', { healthCard: SECRET }],
    ['a URL', { url: `postgres://shop:${SECRET}@db/shop` }],
    ['a query', { url: `/reset?token=${SECRET}&page=1` }],
    ['a bearer token', { note: `sent Bearer ${SECRET}` }],
    ['a JSON Web Token', { note: `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.${SECRET}` }],
    ['text of JSON', { note: `{"password": "${SECRET}"}` }],
    ['an error', { err: new Error(`connect postgres://shop:${SECRET}@db failed`) }],
    ['the cause of an error', { err: new Error('no', { cause: new Error(`password=${SECRET}`) }) }],
    ['the row of an error of a database', { err: Object.assign(new Error('duplicate'), { detail: `(${SECRET})` }) }],
  ])('does not tell a secret: %s', (_, details) => {
    const { log, text, lines } = collect({ secretNames: ['health_card'] })
    log.info(details, 'seen')
    expect(text()).not.toContain(SECRET)
    expect(text()).not.toContain('1234,')
    expect(lines()[0]).toMatchObject({ msg: 'seen' })
  })

  it('does not tell a secret in its message, in what a child always says, nor by an error alone', () => {
    const { log, text, lines } = collect()
    log.info('using %s', `redis://:${SECRET}@cache`)
    log.child({ session: { cookie: SECRET }, url: `redis://:${SECRET}@cache` }).info('child')
    log.child({ job: 7 }, {}).child({ token: SECRET }).info('grandchild')
    log.error(new Error(`Bearer ${SECRET}`))
    log.error({ err: new Error(`Bearer ${SECRET}`) })
    expect(text()).not.toContain(SECRET)
    expect(lines()[2]).toMatchObject({ job: 7, token: '[redacted]', msg: 'grandchild' })
    expect(lines()[3]).toMatchObject({ err: { type: 'Error', stack: expect.stringContaining('create-logger.test') } })
  })

  it('does not tell the number of a card, and leaves other numbers alone', () => {
    const { log, text } = collect()
    log.info({ text: 'paid with 4242 4242 4242 4242', number: 5555555555554444 }, '378282246310005 was refused')
    expect(text()).not.toMatch(/4242|5555|3782/)
    const others = { at: 1_732_993_600_000, id: '9007199254740993', phone: '+1 416 555 0100', order: 4242424242424241 }
    log.info(others, 'seen')
    for (const value of Object.values(others)) expect(text()).toContain(String(value))
  })

  it('does not tell a sealed value', () => {
    const { log, text } = collect()
    const { publicKey, privateKey } = generateSecretKeys()
    const sealed = seal('hunter2', publicKey, 'DATABASE_URL')
    log.info({ value: sealed, key: privateKey }, sealed)
    expect(text()).not.toContain(sealed.slice(-20))
    expect(text()).not.toContain(privateKey.slice(-20))
    expect(text()).toContain('[sealed]')
  })

  it('cuts a long text where no secret is cut in two', () => {
    const { log, text } = collect()
    const url = `postgres://shop:${SECRET.repeat(3)}@db/shop`
    for (let before = 16_300; before < 16_400; before += 7) log.info({ text: `${'x '.repeat(before / 2)}${url} end` })
    log.info({ text: SECRET.repeat(2000) })
    expect(text()).not.toContain(SECRET.slice(0, 6))
    expect(text()).toContain('characters)')
  })

  it('keeps counts and times whose names only sound secret', () => {
    const { log, lines } = collect()
    log.info({ tokens: 5, tokenCount: 7, passwordAgeDays: 3, hasPassword: true, cookie: undefined }, 'seen')
    expect(lines()[0]).toMatchObject({ tokens: 5, tokenCount: 7, passwordAgeDays: 3, hasPassword: true })
  })

  it('survives what goes in circles, is deep, wide or no text, and leaves what it was given alone', () => {
    const { log, lines } = collect()
    const circle: Record<string, unknown> = { password: SECRET }
    circle['self'] = circle
    const deep = Array.from({ length: 50 }).reduce<object>((inner) => ({ inner }), {})
    log.info({ circle, deep, wide: Array.from({ length: 1000 }, () => 'x'), bytes: Buffer.alloc(9), big: 5n }, 'seen')
    expect(lines()[0]).toMatchObject({ circle: { password: '[redacted]', self: '[circular]' }, bytes: '[9 bytes]' })
    expect((lines()[0]!['wide'] as unknown[]).length).toBe(100)
    expect(circle['password']).toBe(SECRET)
  })

  it('says of a request of node:http only what it was', async () => {
    const { log, lines, text } = collect()
    await using server = await serve((request, response) => {
      log.info(request)
      log.info({ request, response }, 'both')
      response.end()
    })
    await fetch(`${server.url}/orders?token=${SECRET}`, { headers: { authorization: SECRET } })
    expect(lines()[0]).toMatchObject({ req: { method: 'GET', url: '/orders?token=[redacted]' } })
    expect(lines()[1]).toMatchObject({ request: { method: 'GET' }, response: { statusCode: 200 } })
    expect(text()).not.toContain(SECRET)
  })

  it('never tells what stands under a secret name, however deep within its bounds', () => {
    const names = fc.constantFrom('password', 'Authorization', 'set-cookie', 'apiKey', 'access_token', 'client-secret')
    const place = fc.array(fc.oneof(fc.constant('[]'), fc.stringMatching(/^[a-z]{1,8}$/)), { maxLength: 4 })
    fc.assert(
      fc.property(names, place, (name, path) => {
        const { log, text } = collect()
        const leaf: unknown = { [name]: { value: SECRET } }
        const details = path.reduce<unknown>((inner, step) => (step === '[]' ? [inner] : { [step]: inner }), leaf)
        log.info({ details }, 'seen')
        return !text().includes(SECRET) && text().includes('[redacted]')
      }),
    )
  })
})

it('writes what waits in memory when the service stops', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'log-'))
  const file = join(folder, 'log')
  const destination = pino.destination({ dest: file, sync: false, minLength: 8 * 1024 })
  await once(destination, 'ready')
  const log = createLogger({ destination })
  const lifecycle = createLifecycle().add(flushLog(log))
  await lifecycle.start()
  log.info('the last words')
  expect(readFileSync(file, 'utf8')).toBe('')
  expect(await lifecycle.stop()).toEqual({ failures: [] })
  expect(readFileSync(file, 'utf8')).toContain('the last words')
  destination.destroy()
  rmSync(folder, { recursive: true })
})
