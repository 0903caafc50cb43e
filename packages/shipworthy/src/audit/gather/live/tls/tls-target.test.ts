import { expect, it } from 'vitest'
import { describeTlsTarget, parseTlsTarget, plainAddress, requestedTlsTarget } from './tls-target.ts'

const REQUEST = { active: false, timeoutMs: 1000 }

it.each([
  ['shop.example.com', 'shop.example.com', 'shop.example.com', 443],
  ['shop.example.com:8443', 'shop.example.com', 'shop.example.com', 8443],
  ['https://shop.example.com/cart', 'shop.example.com', 'shop.example.com', 443],
  ['shop.example.com@10.0.0.7:8443', 'shop.example.com', '10.0.0.7', 8443],
  ['[::1]:8443', '::1', '::1', 8443],
] as const)('%s', (text, name, host, port) => {
  expect(parseTlsTarget(text)).toEqual({ name, host, port })
})

it.each(['', 'shop.example.com:99999', 'two words'])('refuses "%s"', (text) => {
  expect(() => parseTlsTarget(text)).toThrow('is no host:port')
})

it('takes the address of --url unless it has one of its own', () => {
  const url = 'https://api.example.com:8443/v1'
  expect(requestedTlsTarget({ ...REQUEST, url })).toBeUndefined()
  expect(requestedTlsTarget({ ...REQUEST, url, tls: true })).toMatchObject({ host: 'api.example.com', port: 8443 })
  expect(requestedTlsTarget({ ...REQUEST, url: 'http://api.example.com:8080', tls: true })).toMatchObject({ port: 443 })
  expect(requestedTlsTarget({ ...REQUEST, url, tls: 'other.example.com' })).toMatchObject({ host: 'other.example.com' })
})

it('knows where the site is without TLS only where that is usual or was said', () => {
  const at = (text: string, url?: string) => plainAddress(parseTlsTarget(text), { ...REQUEST, ...(url && { url }) })
  expect(at('shop.example.com')).toBe('http://shop.example.com/')
  expect(at('shop.example.com:8443')).toBeUndefined()
  expect(at('shop.example.com@10.0.0.7')).toBeUndefined()
  expect(at('shop.example.com:8443', 'http://shop.example.com:8080/x')).toBe('http://shop.example.com:8080/')
})

it('is named as it was given', () => {
  expect(describeTlsTarget(parseTlsTarget('[::1]'))).toBe('[::1]:443')
  expect(describeTlsTarget(parseTlsTarget('a.example@10.0.0.7'))).toBe('a.example@10.0.0.7:443')
})
