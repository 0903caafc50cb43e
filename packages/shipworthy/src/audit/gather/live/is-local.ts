import { BlockList, isIP } from 'node:net'

/** Loopback, private (RFC 1918, RFC 4193), link-local and shared (RFC 6598) addresses. */
const LOCAL = new BlockList()
for (const [network, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const)
  LOCAL.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  LOCAL.addSubnet(network, prefix, 'ipv6')

/** A host that only this machine or its own network reaches. Names are not resolved: only `localhost` counts. */
export function isLocal(host: string): boolean {
  const plain = host.replace(/^\[|\]$/g, '')
  const family = isIP(plain)
  if (family === 0) return plain === 'localhost' || plain.endsWith('.localhost')
  return LOCAL.check(plain, family === 6 ? 'ipv6' : 'ipv4')
}
