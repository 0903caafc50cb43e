import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { view } from '../request/testing/view.ts'
import { createCsrf } from './create-csrf.ts'

const OLD = 'o'.repeat(32)
const NEW = 'n'.repeat(32)
const sessionOf = ({ header }: { header: (name: string) => string | undefined }) => header('x-session')
const csrf = createCsrf({
  secrets: [NEW, OLD],
  sessionOf,
  origins: ['https://app.example'],
  skip: ({ path }) => path === '/hook',
})

function post(headers: Record<string, string>, more: object = {}) {
  return csrf.judge(view({ host: 'shop.example', ...headers }, { method: 'POST', ...more }))?.statusCode ?? 200
}

function withToken(token: string, session: string, cookie = token) {
  return { 'x-session': session, 'x-csrf-token': token, cookie: `a=b; __Host-csrf=${cookie}; c=d` }
}

describe('where a request comes from', () => {
  it.each([
    ['our own page', { 'sec-fetch-site': 'same-origin', origin: 'https://shop.example' }, 200],
    ['the user, by hand', { 'sec-fetch-site': 'none' }, 200],
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 403],
    ['another host of our site', { 'sec-fetch-site': 'same-site', origin: 'https://blog.shop.example' }, 403],
    ['an origin on the list', { 'sec-fetch-site': 'cross-site', origin: 'https://app.example' }, 200],
    ['an older browser on our page', { origin: 'https://shop.example' }, 200],
    ['an older browser on another', { origin: 'https://evil.example' }, 403],
    ['a page in a sandbox', { origin: 'null' }, 403],
    ['an origin that is none', { origin: 'shop.example' }, 403],
    ['no browser', {}, 200],
  ])('%s', (_, headers, status) => expect(post(headers)).toBe(status))

  it('does not matter for what changes nothing, or is skipped', () => {
    const foreign = { 'sec-fetch-site': 'cross-site' }
    for (const method of ['GET', 'HEAD', 'OPTIONS']) expect(post(foreign, { method })).toBe(200)
    expect(post(foreign, { path: '/hook' })).toBe(200)
  })
})

describe('a token', () => {
  it('is good for its session, and for no other', () => {
    const token = csrf.issue('alice')
    expect(post(withToken(token, 'alice'))).toBe(200)
    expect(post(withToken(token, 'bob'))).toBe(403)
  })

  it('has to come in both places', () => {
    const token = csrf.issue('alice')
    expect(post({ 'x-session': 'alice', 'x-csrf-token': token })).toBe(403)
    expect(post({ 'x-session': 'alice', cookie: `__Host-csrf=${token}` })).toBe(403)
    expect(post(withToken(token, 'alice', csrf.issue('alice')))).toBe(403)
    expect(post(withToken('', 'alice'))).toBe(403)
  })

  it('is still good when the secret was changed, while the old one is listed', () => {
    const token = createCsrf({ secrets: [OLD], sessionOf }).issue('alice')
    expect(post(withToken(token, 'alice'))).toBe(200)
    const strange = createCsrf({ secrets: ['x'.repeat(32)], sessionOf }).issue('alice')
    expect(post(withToken(strange, 'alice'))).toBe(403)
  })

  it('cannot be made up', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (token, session) => {
        fc.pre(!/[;\s]/.test(token))
        expect(post(withToken(token, session))).toBe(403)
      }),
    )
  })

  it('is in a cookie that no other host can set', () =>
    expect(csrf.cookie('token')).toBe('__Host-csrf=token; Path=/; Secure; SameSite=Strict'))

  it.each([[[]], [['short']], [[NEW, '']]])('needs secrets: %o', (secrets) =>
    expect(() => createCsrf({ secrets, sessionOf })).toThrow(
      expect.objectContaining({ code: 'SW_ERR_KIT_CSRF_SECRET' }),
    ),
  )
})
