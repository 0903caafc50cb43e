/**
 * What makes a source file worth parsing. A rule or a derived view names the packages and words without which it has
 * nothing to say about a file; the union over all of them is the pre-filter, so it cannot hide what a rule needs.
 */
export interface Tokens {
  /** Package names; `@nestjs/*` stands for a scope. Subpaths are included. */
  packages?: readonly string[]
  /** Text that occurs in the file, also inside other words. */
  words?: readonly string[]
  /** Whole identifiers: `PORT` is not found in `IMPORT`. */
  names?: readonly string[]
}

export interface TokenFilter {
  /** Whether one of the imported modules or the text concerns any rule. */
  matches: (specifiers: readonly string[], text: string) => boolean
}

export function createTokenFilter(tokens: readonly Tokens[]): TokenFilter {
  const names = new Set<string>()
  const scopes: string[] = []
  for (const name of tokens.flatMap(({ packages }) => packages ?? [])) {
    if (name.endsWith('/*')) scopes.push(name.slice(0, -1))
    else names.add(name)
  }
  const words = new Set(tokens.flatMap((token) => token.words ?? []).map(escapeRegExp))
  const identifiers = new Set(tokens.flatMap((token) => token.names ?? []).map((name) => `\\b${escapeRegExp(name)}\\b`))
  const parts = [...words, ...identifiers]
  const pattern = parts.length > 0 ? new RegExp(parts.join('|')) : undefined
  return {
    matches: (specifiers, text) =>
      specifiers.some(
        (specifier) => names.has(packageNameOf(specifier)) || scopes.some((s) => specifier.startsWith(s)),
      ) ||
      (pattern?.test(text) ?? false),
  }
}

/** `pg` for `pg/lib/pool`, `@scope/name` for `@scope/name/sub`, `fs` for `node:fs/promises`. */
export function packageNameOf(specifier: string): string {
  const plain = specifier.startsWith('node:') ? specifier.slice(5) : specifier
  return plain
    .split('/')
    .slice(0, plain.startsWith('@') ? 2 : 1)
    .join('/')
}

export function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
