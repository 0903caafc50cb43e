/** Object identifiers of signatures in certificates, in DER as hexadecimal digits. */
const KNOWN: Record<string, string> = {
  '2a864886f70d010104': 'md5WithRSA',
  '2a864886f70d010105': 'sha1WithRSA',
  '2a864886f70d01010b': 'sha256WithRSA',
  '2a864886f70d01010c': 'sha384WithRSA',
  '2a864886f70d01010d': 'sha512WithRSA',
  '2a864886f70d01010a': 'RSASSA-PSS',
  '2a8648ce3d0401': 'sha1WithECDSA',
  '2a8648ce3d040302': 'sha256WithECDSA',
  '2a8648ce3d040303': 'sha384WithECDSA',
  '2a8648ce3d040304': 'sha512WithECDSA',
  '2b6570': 'ed25519',
}

/** How a certificate is signed (RFC 5280, section 4.1.1.2): the second field of the outer sequence. */
export function signatureAlgorithm(der: Buffer): string {
  const certificate = readElement(der, 0)
  const content = readElement(der, certificate.from)
  const algorithm = readElement(der, content.to)
  const identifier = readElement(der, algorithm.from)
  const digits = der.subarray(identifier.from, identifier.to).toString('hex')
  return KNOWN[digits] ?? digits
}

/** Where the content of an element of DER lies (X.690, section 8.1). */
function readElement(der: Buffer, at: number): { from: number; to: number } {
  const first = der[at + 1] ?? 0
  if (first < 0x80) return { from: at + 2, to: at + 2 + first }
  const size = first & 0x7f
  const from = at + 2 + size
  return { from, to: from + (size > 0 && size <= 4 && from <= der.length ? der.readUIntBE(at + 2, size) : 0) }
}
