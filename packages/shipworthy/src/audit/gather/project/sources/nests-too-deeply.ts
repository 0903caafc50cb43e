/**
 * The parser is native code: a text that nests some thousand levels overflows its stack and takes the process with it. People
 * nest a dozen.
 */
const MAX_DEPTH = 400
/** Characters between two places where an expression or a statement ends; far below, nothing can nest too deeply. */
const MAX_STRETCH = 4_000

const STRING_OR_COMMENT =
  /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\$]|\$(?!\{))*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g
/** What an expression or a type goes on behind without an end: each is a level. A `=` before a text is an attribute. */
const LEVELS = /=>|=(?!\s*["{])|[?!~-]|\w\s*[<:]/g
/** The same in words, and the heads of statements. */
const HEADS =
  /(?:\b(?:(?:if|for|while|with)\s*\([^()]*\)|typeof|keyof|readonly|infer|unique|new|await|yield|void|delete|async|class|extends|do|else)\s*){400}/
/** Links of a chain and elements of JSX are smaller levels, of which there may be more; unions of types are none. */
const LINKS = /[.+*/%^`<(]/g
const MAX_LINKS = 5_000
const ALTERNATIVES = /[|&]/g
const MAX_ALTERNATIVES = 40_000
/** Also where a line ends with a value and the next begins with a word: code without semicolons. */
const ENDS = /[;,}\]]|\)(?=\s*[;,)}\]])|(?<=[\w)"`])\s*\n\s*(?=[\w@])/

/** Whether a source nests so deeply that it must not reach the parser. */
export function nestsTooDeeply(text: string): boolean {
  if (text.length > MAX_LINKS * 8 && text.split('else').length > MAX_LINKS) return true
  if (text.length < MAX_DEPTH * 2 || !mayNest(text)) return false
  const code = text.replace(STRING_OR_COMMENT, (written) =>
    written.startsWith('/') ? ' ' : written[0]!.replace("'", '"'),
  )
  if (deepest(code) > MAX_DEPTH || HEADS.test(code)) return true
  return code
    .split(ENDS)
    .some(
      (stretch) =>
        count(stretch, LEVELS) > MAX_DEPTH ||
        count(stretch, LINKS) > MAX_LINKS ||
        count(stretch, ALTERNATIVES) > MAX_ALTERNATIVES,
    )
}

function count(text: string, pattern: RegExp): number {
  return text.length > MAX_DEPTH ? (text.match(pattern)?.length ?? 0) : 0
}

/** A quick look that never misses what nests: brackets, and stretches without an end. */
function mayNest(text: string): boolean {
  let depth = 0
  let end = 0
  let isAfterParenthesis = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (isAfterParenthesis && code > 32) {
      isAfterParenthesis = false
      if (code === 59 || code === 44 || code === 41 || code === 93 || code === 125) end = at
    }
    if (code === 40 || code === 91 || code === 123) depth++
    else if (code === 41 || code === 93 || code === 125) {
      if (depth > 0) depth--
      if (code === 41) isAfterParenthesis = true
      else end = at
    } else if (code === 44) end = at
    if (depth > MAX_DEPTH || at - end > MAX_STRETCH) return true
  }
  return false
}

function deepest(code: string): number {
  let depth = 0
  let most = 0
  for (const [bracket] of code.matchAll(/[()[\]{}]/g)) {
    depth += '([{'.includes(bracket) ? 1 : -1
    most = Math.max(most, depth)
  }
  return most
}
