import type { CertificateFacts, TlsFacts } from '../facts/live/tls-facts.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** The day on which the servers of examples were asked. */
const ASKED_MS = Date.UTC(2026, 5, 1)

/** What a server of an example shows when hands are shaken with it; a good one unless told otherwise. */
export function tlsFacts(facts: Partial<TlsFacts> = {}): TlsFacts {
  return {
    target: 'shop.example.com:443',
    name: 'shop.example.com',
    local: false,
    hasOwnAuthority: false,
    askedAtMs: ASKED_MS,
    chain: [certificate()],
    protocols: {
      SSLv3: 'refused',
      TLSv1: 'refused',
      'TLSv1.1': 'refused',
      'TLSv1.2': 'accepted',
      'TLSv1.3': 'accepted',
    },
    weak: {
      NULL: 'refused',
      anonymous: 'refused',
      export: 'refused',
      RC4: 'refused',
      DES: 'refused',
      '3DES': 'refused',
      'static RSA': 'refused',
    },
    page: { ok: true, status: 200, hsts: 'max-age=31536000' },
    ...facts,
  }
}

/** A certificate of an example: 90 days, a third of them gone. */
export function certificate({
  daysGone = 30,
  daysLeft = 60,
  ...facts
}: Partial<CertificateFacts> & { daysGone?: number; daysLeft?: number } = {}): CertificateFacts {
  return {
    subject: 'shop.example.com',
    issuer: 'Example Authority R1',
    names: ['shop.example.com'],
    validFromMs: ASKED_MS - daysGone * DAY_MS,
    validToMs: ASKED_MS + daysLeft * DAY_MS,
    isSelfSigned: false,
    key: { type: 'ec', bits: 256 },
    signature: 'sha256WithECDSA',
    namesIssuerAddress: true,
    ...facts,
  }
}
