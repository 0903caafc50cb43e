/** What a server answers to the first message of a handshake. */
export type ServerAnswer =
  | { kind: 'hello'; version: number; cipher: number }
  | { kind: 'alert'; code: number }
  | { kind: 'closed' }
  | { kind: 'other' }

const ALERT = 0x15
const HANDSHAKE = 0x16
const SERVER_HELLO = 0x02
const WARNING = 1
const RECORD_HEAD = 5
/** A handshake message: type, length, version, random. */
const HELLO_HEAD = 4 + 2 + 32

/** Reads the answer (RFC 5246, sections 6.2, 7.2 and 7.4.1.3); nothing as long as too few bytes have come. */
export function readServerAnswer(bytes: Buffer): ServerAnswer | undefined {
  if (bytes.length < RECORD_HEAD) return undefined
  const type = bytes[0]!
  if ((type !== ALERT && type !== HANDSHAKE) || bytes[1] !== 3) return { kind: 'other' }
  const end = RECORD_HEAD + bytes.readUInt16BE(3)
  if (bytes.length < end) return undefined
  const content = bytes.subarray(RECORD_HEAD, end)
  if (type === HANDSHAKE) return readHello(content)
  const [level, code] = content
  // Such as `unrecognized_name`, after which the handshake goes on.
  if (level === WARNING) return readServerAnswer(bytes.subarray(end))
  return code === undefined ? { kind: 'other' } : { kind: 'alert', code }
}

function readHello(content: Buffer): ServerAnswer {
  const sessionLength = content[HELLO_HEAD]
  if (content[0] !== SERVER_HELLO || sessionLength === undefined) return { kind: 'other' }
  const cipherAt = HELLO_HEAD + 1 + sessionLength
  if (content.length < cipherAt + 2) return { kind: 'other' }
  return { kind: 'hello', version: content.readUInt16BE(4), cipher: content.readUInt16BE(cipherAt) }
}
