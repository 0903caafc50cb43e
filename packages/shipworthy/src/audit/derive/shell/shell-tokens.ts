import type { NestedText, ShellToken } from './shell-token.ts'

/** Longest first: `&&` is not two `&`. */
const OPERATORS = ['&&', '||', ';;&', ';;', ';&', '|&', ';', '&', '|', '(', ')']
const REDIRECTION = /\d*(<<<|<<-?|<>|<&|>>|>&|>\||&>>|&>|<|>)/y
const BLANK = /[ \t\r]/

/**
 * Splits a shell text into words and operators: quotes, substitutions, comments and heredocs are understood, nothing is
 * expanded. What is never closed ends where the text ends.
 */
export function shellTokens(text: string): ShellToken[] {
  const found: ShellToken[] = []
  const pending: { end: string; stripsTabs: boolean }[] = []
  let at = 0
  while (at < text.length) {
    const character = text[at]!
    if (BLANK.test(character)) at++
    else if (text.startsWith('\\\n', at)) at += 2
    else if (text.startsWith('\\\r\n', at)) at += 3
    else if (character === '#') at = endOfLine(text, at)
    else if (character === '\n') {
      found.push({ kind: 'newline', at })
      at++
      for (const heredoc of pending.splice(0)) {
        const body = readHeredoc(text, at, heredoc)
        found.push({ kind: 'heredoc', text: body.text, at })
        at = body.end
      }
    } else at = readToken(text, at, found, pending)
  }
  return found
}

function readToken(
  text: string,
  at: number,
  found: ShellToken[],
  pending: { end: string; stripsTabs: boolean }[],
): number {
  REDIRECTION.lastIndex = at
  const redirection = REDIRECTION.exec(text)?.[0]
  // `<(…)` and `>(…)` are words.
  if (redirection && !/^[<>]\($/.test(redirection + (text[at + redirection.length] ?? ''))) {
    found.push({ kind: 'redirection', text: redirection, at })
    return at + redirection.length
  }
  const operator = redirection ? undefined : OPERATORS.find((candidate) => text.startsWith(candidate, at))
  if (operator) {
    found.push({ kind: 'operator', text: operator, at })
    return at + operator.length
  }
  const word = readWord(text, at)
  const before = found.at(-1)
  if (before?.kind === 'redirection' && /<<-?$/.test(before.text)) {
    pending.push({ end: word.raw.replace(/["'\\]/g, ''), stripsTabs: before.text.endsWith('-') })
  }
  found.push({ kind: 'word', raw: word.raw, at, nested: word.nested })
  return word.end
}

function readWord(text: string, start: number): { raw: string; end: number; nested: NestedText[] } {
  const nested: NestedText[] = []
  let at = start
  while (at < text.length && !/[\s;|&()<>]/.test(text[at]!)) at = skipPart(text, at, nested)
  // `<(…)`, and arrays: `name=(…)`.
  if (/[<>]/.test(text[at] ?? '') && text[at + 1] === '(' && at === start) at = skipGroup(text, at + 1, nested)
  else if (text[at] === '(' && /^[A-Za-z_]\w*\+?=$/.test(text.slice(start, at))) at = skipGroup(text, at, [])
  return { raw: text.slice(start, Math.max(at, start + 1)), end: Math.max(at, start + 1), nested }
}

/** Skips one character, quoted text, expansion or substitution. */
function skipPart(text: string, at: number, nested: NestedText[]): number {
  const character = text[at]!
  if (character === '\\') return Math.min(at + 2, text.length)
  if (character === "'") return after(text, "'", at + 1)
  if (character === '"') return skipDouble(text, at + 1, nested)
  if (character === '`') return skipBackquotes(text, at, nested)
  if (character !== '$') return at + 1
  if (text[at + 1] === "'") return skipEscaped(text, "'", at + 2)
  if (text[at + 1] === '(') return skipGroup(text, at + 1, nested)
  return text[at + 1] === '{' ? skipBraces(text, at + 2, nested) : at + 1
}

function skipDouble(text: string, start: number, nested: NestedText[]): number {
  let at = start
  while (at < text.length && text[at] !== '"') {
    if (text[at] === "'") at++
    else at = skipPart(text, at, nested)
  }
  return Math.min(at + 1, text.length)
}

function skipBraces(text: string, start: number, nested: NestedText[]): number {
  let at = start
  while (at < text.length && text[at] !== '}') at = skipPart(text, at, nested)
  return Math.min(at + 1, text.length)
}

/** From `(` to behind its `)`; `$((…))` is arithmetic and holds no commands. */
function skipGroup(text: string, open: number, nested: NestedText[]): number {
  let depth = 0
  let at = open
  while (at < text.length) {
    if (text[at] === '(') depth++
    if (text[at] === ')' && --depth === 0) break
    at = text[at] === '(' || text[at] === ')' ? at + 1 : skipQuoted(text, at)
  }
  if (text[open + 1] !== '(') nested.push({ text: text.slice(open + 1, at), at: open + 1 })
  return Math.min(at + 1, text.length)
}

function skipQuoted(text: string, at: number): number {
  if (text[at] === '\\') return Math.min(at + 2, text.length)
  if (text[at] === "'") return after(text, "'", at + 1)
  if (text[at] === '"') return skipEscaped(text, '"', at + 1)
  return at + 1
}

function skipBackquotes(text: string, open: number, nested: NestedText[]): number {
  const end = skipEscaped(text, '`', open + 1)
  nested.push({ text: text.slice(open + 1, Math.max(open + 1, end - 1)), at: open + 1 })
  return end
}

function skipEscaped(text: string, quote: string, start: number): number {
  let at = start
  while (at < text.length && text[at] !== quote) at += text[at] === '\\' ? 2 : 1
  return Math.min(at + 1, text.length)
}

function after(text: string, quote: string, start: number): number {
  const end = text.indexOf(quote, start)
  return end === -1 ? text.length : end + 1
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end === -1 ? text.length : end
}

function readHeredoc(
  text: string,
  start: number,
  { end, stripsTabs }: { end: string; stripsTabs: boolean },
): { text: string; end: number } {
  for (let at = start; at < text.length;) {
    const lineEnd = endOfLine(text, at)
    const line = text.slice(at, lineEnd).replace(/\r$/, '')
    if ((stripsTabs ? line.replace(/^\t+/, '') : line) === end) return { text: text.slice(start, at), end: lineEnd }
    at = lineEnd + 1
  }
  return { text: text.slice(start), end: text.length }
}
