import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressNetwork } from './address-network.ts'
import { createClientAddress, createTrustsPeer, type TrustedProxies } from './client-address.ts'
import { view } from './testing/view.ts'

const from = (trusted: TrustedProxies, peer: string, forwarded?: string) =>
  createClientAddress(trusted)(view(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }, { peer }))

describe('the address of the client', () => {
  it.each<[string, TrustedProxies, string, string | undefined, string]>([
    ['no proxy is trusted', 'none', '203.0.113.9', '1.1.1.1', '203.0.113.9'],
    ['zero proxies are trusted', 0, '203.0.113.9', '1.1.1.1', '203.0.113.9'],
    ['one proxy', 1, '10.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['one proxy, and the client wrote something', 1, '10.0.0.1', '1.1.1.1, 203.0.113.9', '203.0.113.9'],
    ['two proxies', 2, '10.0.0.2', '1.1.1.1, 203.0.113.9, 10.0.0.1', '203.0.113.9'],
    ['one proxy that said nothing', 1, '10.0.0.1', undefined, '10.0.0.1'],
    ['networks', ['10.0.0.0/8', 'fd00::/8'], '10.0.0.1', '1.1.1.1, 203.0.113.9, fd00::7', '203.0.113.9'],
    ['a peer that is no proxy of ours', ['10.0.0.0/8'], '203.0.113.9', '1.1.1.1', '203.0.113.9'],
    ['only proxies of ours', ['10.0.0.0/8'], '10.0.0.1', '10.0.0.3', '10.0.0.3'],
    ['an IPv4 client in the clothes of IPv6', 'none', '::ffff:203.0.113.9', undefined, '203.0.113.9'],
    ['a proxy in the clothes of IPv6', ['10.0.0.1'], '::ffff:10.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['a proxy that adds the port', 1, '10.0.0.1', '203.0.113.9:4711', '203.0.113.9'],
    ['IPv6 with brackets and port', 1, '10.0.0.1', '[2001:DB8::1]:4711', '2001:db8::1'],
    ['IPv6 with a zone', 'none', 'fe80::1%eth0', undefined, 'fe80::1'],
    ['something that is no address', 1, '10.0.0.1', 'unknown', '10.0.0.1'],
    ['something that is no address, further out', 2, '10.0.0.1', '1.1.1.1, <script>, 203.0.113.9', '203.0.113.9'],
  ])('%s', (_, trusted, peer, forwarded, expected) => expect(from(trusted, peer, forwarded)).toBe(expected))

  it('is never what the client wrote, whatever it wrote', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (written) => {
        const list = `${written}, 203.0.113.9`
        expect(from(1, '10.0.0.1', list)).toBe('203.0.113.9')
        expect(from(['10.0.0.0/8'], '10.0.0.1', list)).toBe('203.0.113.9')
        expect(from('none', '10.0.0.1', list)).toBe('10.0.0.1')
      }),
    )
  })

  it.each([[-1], [1.5], [1000], [['10.0.0.0/33']], [['10.0.0.0/']], [['the proxy']]])('refuses %o', (trusted) =>
    expect(() => createClientAddress(trusted)).toThrow(expect.objectContaining({ code: 'SW_ERR_KIT_PROXIES' })),
  )

  it('knows whether the other end of the connection is a proxy', () => {
    expect(createTrustsPeer(['10.0.0.0/8'])(view({}, { peer: '10.1.2.3' }))).toBe(true)
    expect(createTrustsPeer(['10.0.0.0/8'])(view({}, { peer: '11.1.2.3' }))).toBe(false)
    expect(createTrustsPeer('none')(view())).toBe(false)
    expect(createTrustsPeer(2)(view())).toBe(true)
  })
})

describe('what counts as one client', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['1::', '1:0:0:0::/64'],
    ['64:ff9b::203.0.113.9', '64:ff9b:0:0::/64'],
    ['no address', 'no address'],
  ])('%s → %s', (address, network) => expect(addressNetwork(address)).toBe(network))
})
