import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCredential, maskHeaders, maskValues } from './mask-headers.ts'

const token = fc.stringMatching(/^[A-Za-z0-9+/._-]{12,60}$/)
const header = fc.constantFrom('authorization', 'Cookie', 'X-Shop-Session', 'api-key', 'Authentication')

describe('masking', () => {
  it('shows no value of a credential, in whatever it is sent back', () => {
    fc.assert(
      fc.property(header, token, fc.string(), fc.string(), (name, value, before, after) => {
        const headers = { [name]: `Bearer ${value}` }
        expect(Object.values(maskHeaders(headers))).toEqual(['***'])
        expect(maskValues(`${before}${value}${after}`, headers)).not.toContain(value)
      }),
    )
  })

  it('leaves what is no credential as it is', () => {
    const headers = { Host: 'shop.example.com', accept: 'application/json', 'X-Forwarded-For': '203.0.113.7' }
    expect(maskHeaders(headers)).toEqual({
      host: 'shop.example.com',
      accept: 'application/json',
      'x-forwarded-for': '203.0.113.7',
    })
    expect(maskValues('shop.example.com says application/json', headers)).toBe('shop.example.com says application/json')
    expect(isCredential('X-Api-Key')).toBe(true)
  })
})
