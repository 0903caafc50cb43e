import { BlockList, isIP, isIPv4 } from 'node:net'
import { KitError } from '../kit-error.ts'
import type { RequestView } from './request-view.ts'

/**
 * Which proxies are believed when they say for whom they ask: none, so many in a row before this server, or those at
 * these addresses (`10.0.0.0/8`, `fd00::/8`, `10.1.2.3`).
 */
export type TrustedProxies = 'none' | number | readonly string[]

/**
 * The address of the client. `X-Forwarded-For` is a list to which each proxy adds the address that it was called from,
 * and what a client writes there stands on its left; so it is read from the right, and only as far as the proxies are
 * known.
 *
 * @example
 * const clientAddress = createClientAddress(1)                     // one load balancer
 * const behindIngress = createClientAddress(['10.0.0.0/8'])        // whatever runs in the cluster's network
 *
 * @throws KitError `SW_ERR_KIT_PROXIES` for a count or an address that is none.
 */
export function createClientAddress(trusted: TrustedProxies): (request: RequestView) => string {
  if (trusted === 'none' || trusted === 0) return ({ peer }) => plainAddress(peer) ?? peer
  if (typeof trusted === 'number') {
    if (!Number.isInteger(trusted) || trusted < 0 || trusted > 32) throw wrong(`${trusted} is no number of proxies`)
    return (request) => {
      const hops = hopsOf(request)
      return hops[Math.max(0, hops.length - 1 - trusted)] ?? request.peer
    }
  }
  const isTrusted = matcherOf(trusted)
  return (request) => {
    const hops = hopsOf(request)
    return hops.findLast((address) => !isTrusted(address)) ?? hops[0] ?? request.peer
  }
}

/** Whether the other end of the connection is a proxy that is believed. */
export function createTrustsPeer(trusted: TrustedProxies): (request: RequestView) => boolean {
  if (trusted === 'none' || typeof trusted === 'number') return () => trusted !== 'none' && trusted !== 0
  const isTrusted = matcherOf(trusted)
  return ({ peer }) => isTrusted(plainAddress(peer) ?? '')
}

/** From the client's side to ours; nothing to the left of what is no address, as nobody can say who wrote it. */
function hopsOf({ header, peer }: RequestView): string[] {
  const named = (header('x-forwarded-for') ?? '').split(',').map((entry) => plainAddress(entry.trim()))
  const known = named.slice(named.lastIndexOf(undefined) + 1) as string[]
  return [...known, plainAddress(peer) ?? peer]
}

/** Without port, brackets and zone, and as IPv4 when it is one in the clothes of IPv6. */
function plainAddress(text: string): string | undefined {
  const bare = (/^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? text.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')).replace(
    /%.*$/,
    '',
  )
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1]
  const address = mapped ?? bare
  return isIP(address) ? address.toLowerCase() : undefined
}

function matcherOf(trusted: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const entry of trusted) {
    const [address = '', bits] = entry.split('/')
    const family = isIPv4(address) ? 'ipv4' : 'ipv6'
    const widest = family === 'ipv4' ? 32 : 128
    const length = bits === undefined ? widest : Number(bits)
    if (!isIP(address) || bits === '' || !Number.isInteger(length) || length < 0 || length > widest)
      throw wrong(`${entry} is neither an address nor a network such as 10.0.0.0/8`)
    list.addSubnet(address, length, family)
  }
  return (address) => isIP(address) !== 0 && list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')
}

function wrong(problem: string): KitError {
  return new KitError('SW_ERR_KIT_PROXIES', { problem })
}
