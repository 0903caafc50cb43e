import { describe, expect, it } from 'vitest'
import { view } from '../request/testing/view.ts'
import { createCors } from './cors.ts'
import { createSecurityHeaders } from './security-headers.ts'

describe('headers for browsers', () => {
  it('can be changed, reported to, and only reported', () => {
    const headers = createSecurityHeaders({
      csp: { 'img-src': "'self' https://images.example", 'form-action': undefined, 'script-src': "'nonce-{nonce}'" },
      cspReportOnly: true,
      cspReportTo: '/csp-reports',
      hstsMs: 1000,
      more: { 'referrer-policy': 'no-referrer', 'x-frame-options': undefined },
    })('NONCE')
    expect(headers['content-security-policy-report-only']).toBe(
      "default-src 'self'; script-src 'nonce-NONCE'; style-src 'self' 'nonce-NONCE'; img-src 'self' https://images.example; " +
        "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; report-uri /csp-reports; report-to csp",
    )
    expect(headers).toMatchObject({
      'strict-transport-security': 'max-age=1; includeSubDomains',
      'reporting-endpoints': 'csp="/csp-reports"',
      'referrer-policy': 'no-referrer',
    })
    expect(Object.keys(headers)).not.toContain('x-frame-options')
    expect(Object.keys(headers)).not.toContain('content-security-policy')
  })

  it.each([
    [{ csp: { 'img-src': "'self'; script-src *" } }],
    [{ csp: { 'img-src': 'a\nb' } }],
    [{ more: { 'x-a': 'b\r\nset-cookie: c' } }],
  ])('refuse a value that would be two: %o', (options) =>
    expect(() => createSecurityHeaders(options)).toThrow(expect.objectContaining({ code: 'SW_ERR_KIT_HEADER' })),
  )
})

describe('CORS', () => {
  it('names the one origin that asked, never a pattern, and tells caches', () => {
    const cors = createCors({ origins: ['https://app.example', 'http://localhost:5173'] })
    expect(cors(view({ origin: 'http://localhost:5173' })).headers).toEqual({
      vary: 'Origin',
      'access-control-allow-origin': 'http://localhost:5173',
      'access-control-expose-headers': 'X-Request-Id, RateLimit, RateLimit-Policy, Retry-After',
    })
    expect(cors(view({ origin: 'https://evil.example' })).headers).toEqual({ vary: 'Origin' })
    expect(cors(view()).headers).toEqual({ vary: 'Origin' })
  })

  it.each(['*', 'null', 'app.example', 'https://app.example/', 'https://*.example', 'file:///a'])(
    'refuses %s as an origin',
    (origin) =>
      expect(() => createCors({ origins: [origin] })).toThrow(expect.objectContaining({ code: 'SW_ERR_KIT_ORIGIN' })),
  )
})
