import { checkServerIdentity, rootCertificates, type DetailedPeerCertificate } from 'node:tls'
import type { CertificateFacts, TlsFacts } from '../../../facts/live/tls-facts.ts'
import type { LiveSession } from '../live-session.ts'
import { isLocal } from '../is-local.ts'
import { SilentError } from '../silent-error.ts'
import { toSilence } from '../to-silence.ts'
import { readCertificate } from './read-certificate.ts'
import { shakeHands } from './shake-hands.ts'
import { describeTlsTarget, type TlsTarget } from './tls-target.ts'

const TIMEOUT_MS = 10_000
/** Longer chains are loops. */
const MAX_CERTIFICATES = 10
/** Any protocol and key that this program's TLS library can do: what is weak is judged elsewhere. */
const LENIENT = { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const

/**
 * The certificates of a server, and why a client would refuse them.
 *
 * @throws SilentError when no handshake comes about.
 */
export async function readChain(
  target: TlsTarget,
  ca: string | undefined,
  session: LiveSession,
): Promise<Pick<TlsFacts, 'chain' | 'distrust' | 'misnamed' | 'local'>> {
  const text = `TLS handshake with ${describeTlsTarget(target)}`
  try {
    const socket = await shakeHands(
      target,
      { ...LENIENT, ...(ca && { ca: [ca, ...rootCertificates] }) },
      session.within(TIMEOUT_MS),
    )
    const leaf = socket.getPeerCertificate(true)
    // Typed as an error; it is a code of OpenSSL.
    const distrust = socket.authorizationError as unknown as string | null
    const local = isLocal(target.name) || (target.name === target.host && isLocal(socket.remoteAddress ?? ''))
    session.record('tls', text, `${socket.getProtocol()} ${socket.getCipher().name}`)
    socket.destroy()
    const misnamed = checkServerIdentity(target.name, leaf)?.message
    return { local, chain: chainOf(leaf), ...(distrust && { distrust }), ...(misnamed && { misnamed }) }
  } catch (error) {
    const silence = explain(error)
    session.record('tls', text, `no answer: ${silence.message}`)
    throw silence
  }
}

function chainOf(leaf: DetailedPeerCertificate): CertificateFacts[] {
  const chain: CertificateFacts[] = []
  let at: DetailedPeerCertificate | undefined = leaf
  while (at?.raw && chain.length < MAX_CERTIFICATES) {
    chain.push(readCertificate(at.raw))
    at = at.issuerCertificate === at ? undefined : at.issuerCertificate
  }
  return chain
}

function explain(error: unknown): SilentError {
  // That of a time limit is a number.
  const code = String((error as NodeJS.ErrnoException).code ?? '')
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH|HTTP_REQUEST|UNEXPECTED_MESSAGE|BAD_RECORD/.test(code))
    return new SilentError('it does not speak TLS', 'protocol')
  if (code.startsWith('ERR_SSL'))
    return new SilentError(
      `the handshake fails: ${code
        .replace(/^ERR_SSL_/, '')
        .toLowerCase()
        .replaceAll('_', ' ')}`,
      'tls',
    )
  const { reason, cause } = toSilence(error)
  return new SilentError(reason, cause)
}
