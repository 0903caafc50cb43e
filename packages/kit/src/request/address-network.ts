import { isIPv6 } from 'node:net'

/** IPv6 hands every customer at least a /64 (RFC 6177): whoever has one address has 2⁶⁴ of them. */
const GROUPS_OF_NETWORK = 4

/** What counts as one client: an IPv4 address, or the /64 of an IPv6 address. */
export function addressNetwork(address: string): string {
  if (!isIPv6(address)) return address
  const [before = '', after] = address.toLowerCase().split('::')
  const left = groupsOf(before)
  const right = after === undefined ? [] : groupsOf(after)
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0')
  const groups = after === undefined ? left : [...left, ...zeros, ...right]
  return `${groups.slice(0, GROUPS_OF_NETWORK).join(':')}::/64`
}

/** Without leading zeros; an IPv4 address at the end is two groups, and never among the first four. */
function groupsOf(text: string): string[] {
  if (text === '') return []
  return text.split(':').flatMap((group) => (group.includes('.') ? ['v4', 'v4'] : [group.replace(/^0+(?=.)/, '')]))
}
