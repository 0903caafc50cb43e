export type NginxTokenKind = 'space' | 'comment' | 'word' | 'open' | 'close' | 'end' | 'code' | 'template'

/** A piece of the text; the pieces put together are the text again. */
export interface NginxToken {
  kind: NginxTokenKind
  text: string
  /** UTF-16 offset of its first character. */
  at: number
}

const SPACE = /[ \t\r\n]+/y
const COMMENT = /#[^\n]*/y
/**
 * Conditions, loops and comments of Jinja, Go and ERB templates; what they put out is part of a word. Lengths are bounded so
 * that text with thousands of openings and no end is read in linear time.
 */
const CONTROL =
  /\{%[^]{0,2000}?%\}|\{#[^\n]{0,2000}?#\}|\{\{-?\s{0,9}(?:\/\*[^]{0,2000}?\*\/|(?:(?:if|else|end|range|with|define|template|block|include)\b|\$\w{0,99}\s{0,9}:?=)[^]{0,2000}?)\s{0,9}-?\}\}|<%(?!=)[^]{0,2000}?%>/y
const PLACEHOLDER = /\{\{[^]{0,500}?\}\}|<%=[^]{0,500}?%>/y
const TEMPLATE_MARKS = /\{\{|\{%|<%/
const LUA_BLOCK = /_by_lua_block$/

/**
 * Splits nginx configuration the way `ngx_conf_read_token` does: quotes and comments count only where a word could begin,
 * a brace after `$` belongs to a variable, and `}` inside a word is a character like any other.
 */
export function tokenizeNginx(text: string): NginxToken[] {
  const tokens: NginxToken[] = []
  const isTemplate = TEMPLATE_MARKS.test(text)
  let at = 0
  let directive = ''

  function push(kind: NginxTokenKind, end: number): void {
    if (end > at) tokens.push({ kind, text: text.slice(at, end), at })
    at = Math.max(at, end)
  }

  while (at < text.length) {
    const character = text[at]!
    const control = isTemplate ? matchEnd(CONTROL, text, at) : undefined
    if (control !== undefined) push('template', control)
    else if (/[ \t\r\n]/.test(character)) push('space', matchEnd(SPACE, text, at)!)
    else if (character === '#') push('comment', matchEnd(COMMENT, text, at)!)
    else if (character === ';' || character === '}') {
      push(character === ';' ? 'end' : 'close', at + 1)
      directive = ''
    } else if (character === '{' && !(isTemplate && matchEnd(PLACEHOLDER, text, at))) {
      push('open', at + 1)
      if (LUA_BLOCK.test(directive)) push('code', endOfLua(text, at))
      directive = ''
    } else {
      const end = endOfWord(text, at, isTemplate)
      directive ||= text.slice(at, end)
      push('word', end)
    }
  }
  return tokens
}

function matchEnd(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : undefined
}

function endOfWord(text: string, start: number, isTemplate: boolean): number {
  const quote = text[start]
  if (quote === '"' || quote === "'") return endOfQuoted(text, start + 1, quote)
  let at = start
  while (at < text.length) {
    const placeholder = isTemplate ? matchEnd(PLACEHOLDER, text, at) : undefined
    const character = text[at]!
    if (placeholder !== undefined) at = placeholder
    else if (character === '\\' || (character === '$' && text[at + 1] === '{')) at += 2
    else if (/[ \t\r\n;{]/.test(character)) break
    else at++
  }
  return Math.min(Math.max(at, start + 1), text.length)
}

function endOfQuoted(text: string, start: number, quote: string): number {
  for (let at = start; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === quote) return at + 1
  }
  return text.length
}

const LUA_SKIPPED = /--\[\[[^]{0,2000}?\]\]|--[^\n]*|\[\[[^]{0,2000}?\]\]|"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'/y

/** The brace that ends Lua code; braces in its strings and comments do not count. */
function endOfLua(text: string, start: number): number {
  let depth = 1
  for (let at = start; at < text.length; at++) {
    const skipped = /["'[-]/.test(text[at]!) ? matchEnd(LUA_SKIPPED, text, at) : undefined
    if (skipped !== undefined) at = skipped - 1
    else if (text[at] === '{') depth++
    else if (text[at] === '}' && --depth === 0) return at
  }
  return text.length
}

const ESCAPES: Record<string, string> = { t: '\t', r: '\r', n: '\n', '"': '"', "'": "'", '\\': '\\' }

/** What a word means: quotes are gone, and the escapes that nginx knows; others keep their backslash. */
export function wordOf(text: string): string {
  const quote = text[0] === '"' || text[0] === "'" ? text[0] : undefined
  const isClosed = quote !== undefined && text.length > 1 && text.endsWith(quote)
  const inner = quote ? text.slice(1, isClosed ? -1 : undefined) : text
  return inner.replace(/\\([^])/g, (whole, character: string) => ESCAPES[character] ?? whole)
}
