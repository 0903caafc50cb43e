import { CREDENTIAL_PATTERNS } from '../../packages/shipworthy/src/audit/facts/credential-patterns.ts'

const LANGUAGES: Record<string, string> = {
  cjs: 'js',
  js: 'js',
  jsx: 'jsx',
  mjs: 'js',
  ts: 'ts',
  tsx: 'tsx',
  json: 'json',
  md: 'md',
  prisma: 'prisma',
  sh: 'sh',
  sql: 'sql',
  yaml: 'yaml',
  yml: 'yaml',
}

/** Text for Markdown outside code: tags are shown, not interpreted; code spans stay as they are. */
export function markdownText(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replace(/[<>]/g, (sign) => (sign === '<' ? '&lt;' : '&gt;'))))
    .join('')
}

/** A cell of a table. */
export function markdownCell(text: string): string {
  return markdownText(text).replaceAll('|', '\\|').replaceAll('\n', ' ')
}

/** A table whose columns line up, as the formatter of this repository writes it. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(3, ...[head, ...rows].map((row) => row[column]!.length), title.length),
  )
  const lineOf = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`
  return [lineOf(head), lineOf(widths.map((width) => '-'.repeat(width))), ...rows.map(lineOf)].join('\n')
}

/** Code in a fence that no run of backticks inside it can close. Live credentials are hidden, also made-up ones. */
export function markdownCode(code: string, language: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`{3,}/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${hideCredentials(code).replace(/\n$/, '')}\n${fence}`
}

/** The language of a file, for its fence. */
export function languageOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return /^Dockerfile|\.Dockerfile$/.test(name)
    ? 'dockerfile'
    : (LANGUAGES[name.slice(name.lastIndexOf('.') + 1)] ?? '')
}

function hideCredentials(text: string): string {
  return CREDENTIAL_PATTERNS.reduce(
    (shown, { pattern }) => shown.replace(pattern, (value) => `${value.slice(0, 8)}••••`),
    text,
  )
}
