import type { CertificateFacts, TlsFacts } from '../../facts/live/tls-facts.ts'
import type { Evidence } from '../../model/outcome.ts'
import { probed } from '../evidence.ts'

/** Whether a client believes a chain; `stranger`: it ends with an authority that is not known. */
export type ChainTrust = 'trusted' | 'outdated' | 'incomplete' | 'stranger' | 'broken'

const MISSING_ISSUER = /^UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT(_LOCALLY)?)$/
const OUTDATED = /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/
const STRANGER = /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|CERT_UNTRUSTED)$/

/**
 * A missing issuer has two causes: the server forgot to send an intermediate, or an authority of one's own signed it. Public
 * authorities say in the certificate where theirs is to be had; with one's own given, only the first is left.
 */
export function chainTrust({ distrust, chain, hasOwnAuthority }: TlsFacts): ChainTrust {
  if (distrust === undefined) return 'trusted'
  if (OUTDATED.test(distrust)) return 'outdated'
  if (STRANGER.test(distrust)) return 'stranger'
  if (!MISSING_ISSUER.test(distrust)) return 'broken'
  return hasOwnAuthority || chain.at(-1)?.namesIssuerAddress ? 'incomplete' : 'stranger'
}

/** Certificates that the server has to keep in order; roots are the client's business. */
export function ownCertificates({ chain }: TlsFacts): CertificateFacts[] {
  return chain.filter(({ isSelfSigned }, index) => index === 0 || !isSelfSigned)
}

/** `TLS handshake with shop.example.com:443 → certificate of shop.example.com, signed by R1, 2026-05-02 to 2026-07-31` */
export function certificateEvidence({ target }: TlsFacts, certificate: CertificateFacts, note?: string): Evidence {
  const { subject, issuer, validFromMs, validToMs } = certificate
  const dates = `${day(validFromMs)} to ${day(validToMs)}`
  return probed(`TLS handshake with ${target}`, `certificate of ${subject}, signed by ${issuer}, ${dates}`, note)
}

/** `2026-07-31` */
export function day(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10)
}
