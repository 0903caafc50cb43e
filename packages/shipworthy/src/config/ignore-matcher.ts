import ignore from 'ignore'

/**
 * Tells which paths the globs of a configuration take out of the audit. They read like lines of a `.gitignore`.
 *
 * @example
 * createIgnoreMatcher(['legacy/', '*.gen.ts'])('legacy/server.js') // true
 */
export function createIgnoreMatcher(globs: readonly string[]): (path: string) => boolean {
  const matcher = ignore().add(globs.map((glob) => glob.replace(/^(!?)\.\//, '$1/')))
  return (path) => matcher.ignores(path)
}
