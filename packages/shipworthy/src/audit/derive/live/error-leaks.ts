/** What a text gives away about the inside of a service. */
export interface Leak {
  kind: 'stack' | 'query' | 'path'
  /** The part of the text that shows it. */
  shown: string
}

const LEAKS: readonly [kind: Leak['kind'], pattern: RegExp][] = [
  // `at parse (/app/node_modules/x.js:93:21)`, `at async file:///app/x.js:1:2`; in HTML and JSON too
  ['stack', /\bat\s+(async\s+)?[\w$.<>&;[\] ]*\(?(file:\/\/)?(\/[\w@.\-/]+|node:[\w/]+|[A-Za-z]:\\[^\s:]+):\d+:\d+/],
  [
    'query',
    /syntax error at or near|invalid input syntax for (type )?\w+|SQLITE_ERROR|\bER_[A-Z_]+_ERROR\b|SequelizeDatabaseError|QueryFailedError|PrismaClient\w+Error|Invalid `prisma\.\w+|(column|relation) \\?"\w+\\?" does not exist|\bSELECT\b[^<>{}]{1,200}\bFROM\b\s+["\w]/,
  ],
  ['path', /(?<![\w:])\/(app|srv|home|opt|usr\/src|var\/www|workspace|root)\/[\w@./-]+\.[cm]?[jt]sx?\b/],
]

/** The gravest thing that a text gives away. */
export function findLeak(text: string): Leak | undefined {
  for (const [kind, pattern] of LEAKS) {
    const [shown] = pattern.exec(text) ?? []
    if (shown !== undefined) return { kind, shown }
  }
  return undefined
}
