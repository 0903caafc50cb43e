import { refuse } from '../../options/read-option.ts'

export interface MailAddress {
  address: string
  /** As it stands in a header. */
  header: string
}

/** Nothing that could end a header or a command. */
const ADDRESS = /^[!#-'*+\-./0-9=?A-Z^_`a-z{|}~]{1,64}@[A-Za-z0-9.-]{1,253}$/

/** `ops@example.com` or `Operations <ops@example.com>`. */
export function readMailAddress(value: unknown, path: string): MailAddress {
  const text = typeof value === 'string' ? value : ''
  const [, name, inner] = /^([^<>\r\n]{0,100})<([^<>]+)>$/.exec(text) ?? []
  const address = inner ?? text
  if (!ADDRESS.test(address)) refuse(path, 'an address such as ops@example.com or Operations <ops@example.com>', value)
  const shown = name?.trim()
  return { address, header: shown ? `${encodeWords(shown, true)} <${address}>` : address }
}

/** Text of a header: printable ASCII as it is, anything else as encoded words (RFC 2047), which cannot end a line. */
export function encodeWords(text: string, isPhrase = false): string {
  if (/^[\x20-\x7e]*$/.test(text) && !text.includes('=?') && text.length <= 900)
    return isPhrase ? `"${text.replace(/["\\]/g, '\\$&')}"` : text
  const words: string[] = []
  let word = ''
  // An encoded word has at most 75 characters: 45 bytes before base64.
  for (const letter of text) {
    if (Buffer.byteLength(word + letter) > 45) {
      words.push(word)
      word = ''
    }
    word += letter
  }
  return [...words, word].map((part) => `=?UTF-8?B?${Buffer.from(part).toString('base64')}?=`).join('\r\n ')
}
