import type { LiveRequest } from '../live-request.ts'
import { SilentError } from '../silent-error.ts'

/** Where hands are shaken, and under which name. */
export interface TlsTarget {
  /** The name that is asked for and that the certificate must hold. */
  name: string
  /** Where the connection goes; the name unless an address was given for it. */
  host: string
  port: number
}

const HTTPS_PORT = 443

/** `host`, `host:port`, `[::1]:8443`, or `name@host:port` for a name that does not lead there yet. */
export function parseTlsTarget(given: string): TlsTarget {
  const text = given.replace(/^[a-z]+:\/\//i, '')
  const at = text.lastIndexOf('@')
  const address = text.slice(at + 1)
  // The scheme gives the address the syntax of a URL, and is not used for anything else.
  if (address === '' || !URL.canParse(`tls://${address}`)) throw new SilentError(`${given} is no host:port`)
  const { hostname, port } = new URL(`tls://${address}`)
  const host = hostname.replace(/^\[|\]$/g, '')
  return { name: at > 0 ? text.slice(0, at) : host, host, port: port === '' ? HTTPS_PORT : Number(port) }
}

/** What was asked for, if anything: the address of `--tls`, else that of `--url`. */
export function requestedTlsTarget({ tls, url }: LiveRequest): TlsTarget | undefined {
  if (tls === undefined) return undefined
  if (tls !== true) return parseTlsTarget(tls)
  if (url === undefined) return undefined
  const { protocol, host, hostname } = new URL(url)
  return parseTlsTarget(protocol === 'https:' ? host : hostname)
}

/** Where the same site is without TLS: an address that was given, or the usual port beside the usual one. */
export function plainAddress({ name, host, port }: TlsTarget, { url }: LiveRequest): string | undefined {
  if (url?.startsWith('http:')) return `${new URL(url).origin}/`
  return port === HTTPS_PORT && name === host ? `http://${name.includes(':') ? `[${name}]` : name}/` : undefined
}

/** `api.example.com:443`, `shop.example.com@10.0.0.7:443` */
export function describeTlsTarget({ name, host, port }: TlsTarget): string {
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`
  return name === host ? address : `${name}@${address}`
}
