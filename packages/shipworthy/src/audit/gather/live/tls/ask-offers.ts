import {
  TLS_PROTOCOLS,
  WEAK_FAMILIES,
  type Offer,
  type TlsFacts,
  type TlsProtocol,
} from '../../../facts/live/tls-facts.ts'
import type { LiveSession } from '../live-session.ts'
import { toSilence } from '../to-silence.ts'
import { ALL_CIPHERS, WEAK_CIPHERS } from './cipher-codes.ts'
import type { Hello } from './client-hello.ts'
import { sayHello } from './say-hello.ts'
import type { ServerAnswer } from './server-answer.ts'
import { shakeHands } from './shake-hands.ts'
import { describeTlsTarget, type TlsTarget } from './tls-target.ts'

const TIMEOUT_MS = 8000
const VERSIONS: Record<Exclude<TlsProtocol, 'TLSv1.3'>, number> = {
  SSLv3: 0x0300,
  TLSv1: 0x0301,
  'TLSv1.1': 0x0302,
  'TLSv1.2': 0x0303,
}
/** Alerts that mean no (RFC 8446, section 6.2): handshake_failure, illegal_parameter, protocol_version, insufficient_security. */
const REFUSALS = new Set([40, 47, 70, 71])

/** Which protocols the server speaks: each is offered alone. */
export async function askProtocols(target: TlsTarget, session: LiveSession): Promise<TlsFacts['protocols']> {
  const offers = TLS_PROTOCOLS.map(
    async (protocol) => [protocol, await askProtocol(target, protocol, session)] as const,
  )
  return Object.fromEntries(await Promise.all(offers)) as TlsFacts['protocols']
}

/** Which weak ciphers it would use: each family is offered alone. */
export async function askWeakCiphers(target: TlsTarget, session: LiveSession): Promise<TlsFacts['weak']> {
  const offers = WEAK_FAMILIES.map(async (family) => {
    const hello = { version: VERSIONS['TLSv1.2'], ciphers: WEAK_CIPHERS[family], name: target.name }
    return [family, await offer(target, `${family} ciphers`, hello, session)] as const
  })
  return Object.fromEntries(await Promise.all(offers)) as TlsFacts['weak']
}

async function askProtocol(target: TlsTarget, protocol: TlsProtocol, session: LiveSession): Promise<Offer> {
  if (protocol === 'TLSv1.3') return askNewest(target, session)
  const version = VERSIONS[protocol]
  return offer(target, protocol, { version, ciphers: ALL_CIPHERS, name: target.name }, session, version)
}

async function offer(
  target: TlsTarget,
  what: string,
  hello: Hello,
  session: LiveSession,
  wanted?: number,
): Promise<Offer> {
  const made = await attempt(target, hello, session)
  const result = typeof made === 'string' ? 'unknown' : judge(made, hello.ciphers, wanted)
  session.record('tls', `offer ${what} to ${describeTlsTarget(target)}`, typeof made === 'string' ? made : result)
  return result
}

/** A server that hangs up without a word is asked once more: it may have meant something else. */
async function attempt(target: TlsTarget, hello: Hello, session: LiveSession): Promise<ServerAnswer | string> {
  try {
    const first = await sayHello(target, hello, session.within(TIMEOUT_MS))
    return first.kind === 'closed' ? await sayHello(target, hello, session.within(TIMEOUT_MS)) : first
  } catch (error) {
    return `no answer: ${toSilence(error).reason}`
  }
}

function judge(answer: ServerAnswer, ciphers: readonly number[], wanted: number | undefined): Offer {
  if (answer.kind === 'closed') return 'refused'
  if (answer.kind === 'alert') return REFUSALS.has(answer.code) ? 'refused' : 'unknown'
  if (answer.kind === 'other') return 'unknown'
  // An older version, or a cipher that was not offered, is an answer to something else.
  if (wanted !== undefined && answer.version !== wanted) return 'refused'
  return ciphers.includes(answer.cipher) ? 'accepted' : 'unknown'
}

async function askNewest(target: TlsTarget, session: LiveSession): Promise<Offer> {
  const result = await shakeHands(target, { minVersion: 'TLSv1.3' }, session.within(TIMEOUT_MS)).then(
    (socket): Offer => {
      socket.destroy()
      return 'accepted'
    },
    ({ code = '' }: NodeJS.ErrnoException): Offer =>
      /ALERT_(PROTOCOL_VERSION|HANDSHAKE_FAILURE)|UNSUPPORTED_PROTOCOL/.test(code) ? 'refused' : 'unknown',
  )
  session.record('tls', `offer TLSv1.3 to ${describeTlsTarget(target)}`, result)
  return result
}
