import { isLocal } from './is-local.ts'

/** Who can reach an address of a socket. */
export function networkOf(address: string | undefined): 'loopback' | 'private' | 'public' | 'unknown' {
  if (address === undefined) return 'unknown'
  const plain = address.replace(/^::ffff:/, '')
  if (plain === '::1' || plain.startsWith('127.')) return 'loopback'
  return isLocal(plain) ? 'private' : 'public'
}
