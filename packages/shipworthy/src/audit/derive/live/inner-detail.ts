/** What a public answer tells about the inside of a system. */
export interface InnerDetail {
  /** `the address of a datastore` */
  what: string
  /** The part of the text that shows it. */
  shown: string
}

const DETAILS: readonly [what: string, pattern: RegExp][] = [
  ['the address of a datastore', /\b(postgres(ql)?|mysql|mariadb|mongodb(\+srv)?|rediss?|amqps?|nats):\/\/[^\s"'<]+/i],
  ['a stack trace', /\bat\s+[\w$.<> ]*\(?(file:\/\/)?(\/[\w@.\-/]+|node:[\w/]+):\d+:\d+/],
  ['what it cannot reach', /\b(connect E[A-Z]{4,}|getaddrinfo E[A-Z_]{4,}) [\w.:-]+/],
  ['a private address', /\b(10\.\d{1,3}|192\.168|172\.(1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3}\b/],
  ['the version of Node.js', /"(node|node_?version|nodejs)"\s*:\s*"v?\d+\.\d+[^"]*"/i],
  ['the host and the process', /"(hostname|pid)"\s*:\s*"?[\w.-]+/i],
]

/** The gravest detail of a text. The version of the service itself is none. */
export function findInnerDetail(text: string): InnerDetail | undefined {
  for (const [what, pattern] of DETAILS) {
    const [shown] = pattern.exec(text) ?? []
    if (shown !== undefined) return { what, shown }
  }
  return undefined
}
