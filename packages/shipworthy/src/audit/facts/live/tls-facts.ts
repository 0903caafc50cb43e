import type { Attempt } from './exchange.ts'

export const TLS_PROTOCOLS = ['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const
export type TlsProtocol = (typeof TLS_PROTOCOLS)[number]

export const WEAK_FAMILIES = ['NULL', 'anonymous', 'export', 'RC4', 'DES', '3DES', 'static RSA'] as const
/** Ciphers that share a weakness. */
export type WeakFamily = (typeof WEAK_FAMILIES)[number]

/** What a server made of an offer. */
export type Offer = 'accepted' | 'refused' | 'unknown'

export interface CertificateFacts {
  /** Whose it is, and who signed it: common names, else organisations. */
  subject: string
  issuer: string
  /** Names and addresses it is for. */
  names: string[]
  validFromMs: number
  validToMs: number
  isSelfSigned: boolean
  /** `rsa`, `ec`, `ed25519`; bits of the key where its strength depends on them. */
  key: { type: string; bits?: number }
  /** `sha256WithRSA`, or the number of an algorithm that is not known. */
  signature: string
  /** It says where the certificate of its issuer is to be had, as those of public authorities do. */
  namesIssuerAddress: boolean
}

/** What a server says when hands are shaken with it. */
export interface TlsFacts {
  /** `api.example.com:443` */
  target: string
  /** The name that was asked for. */
  name: string
  /** Loopback or a private address. */
  local: boolean
  /** An authority was given with `--ca`. */
  hasOwnAuthority: boolean
  askedAtMs: number
  /** Its own certificate first, then that of whoever signed it, as far as they are known. */
  chain: CertificateFacts[]
  /** Why the chain is not trusted: a code of OpenSSL. */
  distrust?: string
  /** Why the name does not fit. */
  misnamed?: string
  protocols: Record<TlsProtocol, Offer>
  weak: Record<WeakFamily, Offer>
  /** How it answers a GET of the root over TLS. */
  page: { ok: true; status: number; hsts?: string } | { ok: false; reason: string }
  /** The same over plain HTTP, where it is known at which address. */
  plain?: { url: string; attempt: Attempt }
}
