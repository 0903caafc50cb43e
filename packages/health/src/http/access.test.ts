import { describe, expect, it } from 'vitest'
import { createAccess } from './access.ts'
import type { HealthRequest } from './handler/health-request.ts'

const TOKENS = ['the-first-token-1', 'the-second-token-2']
const from = (remoteAddress: string, headers: HealthRequest['headers'] = {}, raw?: unknown): HealthRequest => ({
  method: 'GET',
  url: '/health/detailed',
  headers,
  remoteAddress,
  raw,
})
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

describe('access to details', () => {
  const access = createAccess({ token: TOKENS })

  it.each([
    ['each token', from('203.0.113.9', bearer(TOKENS[1]!)), true],
    ['another word for bearer', from('203.0.113.9', { authorization: `bearer ${TOKENS[0]}` }), true],
    ['no token', from('203.0.113.9'), false],
    ['a wrong token', from('203.0.113.9', bearer('the-first-token-2')), false],
    ['a part of a token', from('203.0.113.9', bearer('the-first')), false],
    ['basic authentication', from('203.0.113.9', { authorization: `Basic ${TOKENS[0]}` }), false],
    ['this machine', from('127.0.0.1', { host: 'localhost:9000' }), true],
    ['this machine by IPv6', from('::1', { host: '[::1]:9000' }), true],
    ['this machine by a mapped address', from('::ffff:127.0.0.1', { host: '127.0.0.1' }), true],
    ['a proxy on this machine', from('127.0.0.1', { host: 'localhost', 'x-forwarded-for': '203.0.113.9' }), false],
    ['another proxy on this machine', from('127.0.0.1', { host: 'localhost', forwarded: 'for=203.0.113.9' }), false],
    ['a page that has rebound its name', from('127.0.0.1', { host: 'evil.example' }), false],
    ['a name that only begins like ours', from('127.0.0.1', { host: 'localhost.evil.example' }), false],
    ['an unknown address', from(''), false],
  ])('of %s', (_, request, expected) => expect(access.mayReadDetails(request)).toBe(expected))

  it('can be left to the application', () => {
    const { mayReadDetails, mayControl } = createAccess({
      loopback: false,
      allow: ({ raw }) => (raw as { user: { role: string } }).user.role === 'operator',
    })
    expect(mayReadDetails(from('203.0.113.9', {}, { user: { role: 'operator' } }))).toBe(true)
    expect(mayControl(from('203.0.113.9', {}, { user: { role: 'operator' } }))).toBe(true)
    expect(mayReadDetails(from('203.0.113.9', {}, { user: { role: 'guest' } }))).toBe(false)
    expect(mayReadDetails(from('127.0.0.1', { host: 'localhost' }, {}))).toBe(false)
  })
})

describe('control', () => {
  it('needs more than to be on this machine', () => {
    const { mayControl } = createAccess({ token: TOKENS })
    expect(mayControl(from('127.0.0.1', { host: 'localhost' }))).toBe(false)
    expect(mayControl(from('203.0.113.9', bearer(TOKENS[0]!)))).toBe(true)
  })

  it('is nobody’s without a token', () => {
    const { mayControl } = createAccess({})
    expect(mayControl(from('127.0.0.1', bearer('')))).toBe(false)
    expect(mayControl(from('127.0.0.1', bearer('undefined')))).toBe(false)
  })
})

describe('metrics', () => {
  it('are public unless said otherwise', () => {
    expect(createAccess({}).mayReadMetrics(from('203.0.113.9'))).toBe(true)
    expect(createAccess({ metrics: 'details' }).mayReadMetrics(from('203.0.113.9'))).toBe(false)
  })
})
