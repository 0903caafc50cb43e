import { expect, it } from 'vitest'
import { networkOf } from './network-of.ts'

it.each([
  [undefined, 'loopback'],
  ['127.0.0.1', 'loopback'],
  ['::1', 'loopback'],
  ['::ffff:127.0.0.1', 'loopback'],
  ['10.1.2.3', 'private'],
  ['::ffff:192.168.1.1', 'private'],
  ['172.18.0.4', 'private'],
  ['fd00::1', 'private'],
  ['93.184.216.34', 'public'],
  ['2606:2800:220:1::1', 'public'],
])('%s is %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})
