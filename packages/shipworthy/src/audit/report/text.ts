/** Control characters, ANSI escapes among them; bidi and other invisible format characters; lone surrogates. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu
const LINE_BREAKING = /[\t\n\v\f\r\u0085\u2028\u2029]/g
const LINE_END = /\r\n?|\n/

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/**
 * Makes a text from a project safe to show on one line: whatever could steer a terminal or reorder what is read becomes
 * visible as its code point, and line breaks become spaces.
 *
 * @example
 * cleanText('\u001b[31mred\nfile') // '\\u{1b}[31mred file'
 */
export function cleanText(text: string): string {
  return text.replace(LINE_BREAKING, ' ').replace(INVISIBLE, codePoint)
}

/** Like `cleanText`, for code of several lines. */
export function cleanLines(text: string): string {
  return text
    .split(LINE_END)
    .map((line) => cleanText(line.replaceAll('\t', '  ')))
    .join('\n')
}

/** Escapes a text for HTML, inside elements and inside quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!)
}

function codePoint(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`
}
