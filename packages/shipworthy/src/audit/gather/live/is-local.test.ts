import { expect, it } from 'vitest'
import { isLocal } from './is-local.ts'

it('knows loopback and private addresses, and no name but localhost', () => {
  for (const host of [
    'localhost',
    'api.localhost',
    '127.0.0.1',
    '127.8.9.1',
    '[::1]',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '[fd00::1]',
    '[fe80::1]',
    '100.64.0.1',
  ])
    expect(isLocal(host), host).toBe(true)
  for (const host of [
    'example.com',
    '8.8.8.8',
    '172.32.0.1',
    '11.0.0.1',
    '[2001:db8::1]',
    'localhost.example.com',
    '100.128.0.1',
    '127.0.0.1.example.com',
  ])
    expect(isLocal(host), host).toBe(false)
})
