import { isIP } from 'node:net'
import { checkServerIdentity, connect, type DetailedPeerCertificate } from 'node:tls'

export interface TlsTarget {
  host: string
  port?: number
  /** The name that is asked for and must be in the certificate; `host` by default. */
  servername?: string
  /** Authorities to trust instead of the public ones, in PEM. */
  ca?: string | readonly string[]
}

export interface TlsNumbers {
  /** Why a client would refuse the certificate. */
  problem?: string
  /** Of the certificate of the chain that ends first. */
  validFrom: number
  validTo: number
  /** Whose it is. */
  subject: string
  protocol: string
}

/** Shakes hands once and hangs up; reads the certificates even where they cannot be trusted. */
export function probeTls(
  { host, port = 443, servername = host, ca }: TlsTarget,
  signal: AbortSignal,
): Promise<TlsNumbers> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port,
      ...(!isIP(servername) && { servername }),
      ...(ca && { ca: ca as string | string[] }),
      rejectUnauthorized: false,
      // Judged below, and not only when the chain is trusted.
      checkServerIdentity: () => undefined,
    })
    const stop = (): void => void socket.destroy(signal.reason as Error)
    signal.addEventListener('abort', stop, { once: true })
    socket.on('close', () => {
      signal.removeEventListener('abort', stop)
      reject(new Error('the connection was closed before a certificate came'))
    })
    socket.on('error', reject)
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerCertificate(true)
      const problem = String(socket.authorizationError ?? checkServerIdentity(servername, certificate)?.message ?? '')
      const { valid_from, valid_to, subject } = firstToEnd(certificate)
      resolve({
        ...(problem && { problem }),
        validFrom: Date.parse(valid_from),
        validTo: Date.parse(valid_to),
        subject: String(subject.CN ?? servername),
        protocol: socket.getProtocol() ?? '',
      })
      socket.destroy()
    })
  })
}

/** An intermediate that runs out breaks clients as surely as the certificate itself. Roots are the client's business. */
function firstToEnd(leaf: DetailedPeerCertificate): DetailedPeerCertificate {
  let first = leaf
  let at = leaf.issuerCertificate
  while (at && at.issuerCertificate && at.issuerCertificate !== at) {
    if (Date.parse(at.valid_to) < Date.parse(first.valid_to)) first = at
    at = at.issuerCertificate
  }
  return first
}
