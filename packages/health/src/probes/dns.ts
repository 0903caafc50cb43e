import { lookup, Resolver } from 'node:dns/promises'
import { singleCall } from './parts/single-call.ts'

export type RecordType = 'A' | 'AAAA' | 'CNAME' | 'MX' | 'NS' | 'PTR' | 'TXT'

export interface DnsQuestion {
  host: string
  /** Left out: addresses, as a connection of this process would find them, `/etc/hosts` and search domains included. */
  type?: RecordType
  /** Instead of those of the system: `'10.0.0.2'` or `'10.0.0.2:5353'`. */
  servers?: readonly string[]
}

/** Resolves a name and returns what it stands for, as texts. */
export function createDnsProbe({ host, type, servers }: DnsQuestion): (signal: AbortSignal) => Promise<string[]> {
  // What the system resolves cannot be given up, and holds one of four threads meanwhile.
  const ask = singleCall(() => lookup(host, { all: true }))
  return async (signal) => {
    if (!type && !servers) return (await ask(signal)).map(({ address }) => address)
    const resolver = new Resolver()
    if (servers) resolver.setServers(servers)
    const cancel = (): void => resolver.cancel()
    signal.addEventListener('abort', cancel, { once: true })
    try {
      return ((await resolver.resolve(host, type ?? 'A')) as unknown[]).map(toText)
    } finally {
      signal.removeEventListener('abort', cancel)
    }
  }
}

function toText(record: unknown): string {
  if (Array.isArray(record)) return record.join('')
  return typeof record === 'object' ? String((record as { exchange?: string }).exchange) : String(record)
}
