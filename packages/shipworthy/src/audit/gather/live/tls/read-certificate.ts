import { X509Certificate } from 'node:crypto'
import type { CertificateFacts } from '../../../facts/live/tls-facts.ts'
import { signatureAlgorithm } from './signature-algorithm.ts'

/** What of a certificate can be judged. */
export function readCertificate(der: Buffer): CertificateFacts {
  const certificate = new X509Certificate(der)
  const { subject, issuer, subjectAltName = '', infoAccess = '', validFrom, validTo } = certificate
  return {
    subject: commonName(subject),
    issuer: commonName(issuer),
    names: subjectAltName
      .split(', ')
      .map((name) => name.replace(/^(DNS|IP Address):/, ''))
      .filter((name) => name !== ''),
    validFromMs: Date.parse(validFrom),
    validToMs: Date.parse(validTo),
    isSelfSigned: subject === issuer,
    key: keyOf(certificate),
    signature: signatureAlgorithm(der),
    namesIssuerAddress: /CA Issuers/.test(infoAccess),
  }
}

function keyOf({ publicKey }: X509Certificate): CertificateFacts['key'] {
  const { modulusLength, namedCurve } = publicKey.asymmetricKeyDetails ?? {}
  const bits = modulusLength ?? (namedCurve === undefined ? undefined : Number(/\d{3}/.exec(namedCurve)?.[0]))
  return { type: publicKey.asymmetricKeyType ?? 'unknown', ...(bits !== undefined && !Number.isNaN(bits) && { bits }) }
}

function commonName(distinguished: string | undefined): string {
  const parts = (distinguished ?? '').split('\n')
  const named = parts.find((part) => part.startsWith('CN=')) ?? parts.find((part) => part.startsWith('O='))
  return named?.replace(/^\w+=/, '') ?? '(no name)'
}
