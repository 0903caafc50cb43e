import { isIP } from 'node:net'
import type { Network } from '../../../facts/live/database-facts.ts'
import { isLocal } from '../is-local.ts'

/** From where the address at the other end can be reached; a socket in the file system has none. */
export function networkOf(address: string | undefined): Network {
  if (address === undefined || address === '') return 'loopback'
  const plain = address.replace(/^::ffff:/i, '')
  if (plain.startsWith('127.') || plain === '::1') return 'loopback'
  return isIP(plain) !== 0 && isLocal(plain) ? 'private' : 'public'
}
