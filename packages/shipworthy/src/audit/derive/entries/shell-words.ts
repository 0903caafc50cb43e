/** One command of a shell line: its own variables and its words. */
export interface SimpleCommand {
  variables: Record<string, string>
  words: string[]
}

/**
 * Splits a shell line into the commands it runs, with quotes and separators understood and nothing expanded.
 *
 * @example
 * shellCommands('NODE_ENV=production node server.js && echo ok')
 * // [{ variables: { NODE_ENV: 'production' }, words: ['node', 'server.js'] }, { variables: {}, words: ['echo', 'ok'] }]
 */
export function shellCommands(line: string): SimpleCommand[] {
  const commands: SimpleCommand[] = []
  let words: string[] = []
  for (const token of tokens(line)) {
    if (token.separator) {
      if (words.length > 0) commands.push(splitVariables(words))
      words = []
    } else words.push(token.text)
  }
  if (words.length > 0) commands.push(splitVariables(words))
  return commands
}

/** The command that words of an exec form are; no shell is involved. */
export function execCommand(words: readonly string[]): SimpleCommand {
  return { variables: {}, words: [...words] }
}

function* tokens(line: string): Generator<{ text: string; separator: boolean }> {
  const pattern = /\s+|&&|\|\||[;|&\n()]|(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s;|&()"'\\])+/g
  for (const [text] of line.matchAll(pattern)) {
    if (/^\s+$/.test(text) && !text.includes('\n')) continue
    const separator = /^(&&|\|\||[;|&()]|\s+)$/.test(text)
    yield { text: separator ? text : unquote(text), separator }
  }
}

export function unquote(text: string): string {
  return text.replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/g, (_, double: string, single: string, escaped: string) =>
    double !== undefined ? double.replace(/\\(["\\$`])/g, '$1') : (single ?? escaped),
  )
}

export function splitVariables(words: readonly string[]): SimpleCommand {
  const variables: Record<string, string> = {}
  let start = 0
  for (const word of words) {
    const match = /^([A-Za-z_]\w*)=(.*)$/s.exec(word)
    if (!match) break
    variables[match[1]!] = match[2]!
    start++
  }
  return { variables, words: words.slice(start) }
}
