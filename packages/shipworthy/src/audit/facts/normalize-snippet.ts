/**
 * A line of code without what a formatter changes: spaces, the kind of quotes, semicolons, and commas or closing marks at
 * its end.
 *
 * @example
 * normalizeSnippet("app.use( cors() );") === normalizeSnippet('app.use(cors())') // true
 */
export function normalizeSnippet(snippet: string): string {
  return snippet
    .replace(/\s+/g, '')
    .replace(/["'`]/g, "'")
    .replace(/,(?=[)\]}])/g, '')
    .replace(/[;,]+$/, '')
}
