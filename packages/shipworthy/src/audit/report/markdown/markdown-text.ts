import { escapeHtml } from '../text.ts'

/** What could make a line something else than text: lists, headings, rules, quotes. */
const BLOCK_START = /^(\s*)([-+=]|\d+[.)])/

const LINKABLE = /^https?:\/\/[\w.~:/?#@&*+,;=%-]+$/

/**
 * A text for one line of Markdown, in which nothing is markup, HTML, a link, a mention or an emoji. GitHub looks for
 * mentions and issue numbers after it has read the Markdown; only an empty comment keeps it from finding one.
 *
 * @example
 * markdownText('<b> @team | www.example.com') // '&lt;b&gt; @<!-- -->team \\| www\\.example.com'
 */
export function markdownText(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[&<>]/g, escapeHtml)
    .replace(/[\\`*_[\]|~$!^{}]/g, '\\$&')
    .replace(/#/g, '\\#<!-- -->')
    .replace(/@/g, '@<!-- -->')
    .replace(/:(?=\/\/|[\w+-]+:)/g, '\\:')
    .replace(/(www)\./gi, '$1\\.')
    .replace(/(gh)-(?=\d)/gi, '$1\\-')
    .replace(BLOCK_START, (_, space: string, mark: string) => `${space}${mark.slice(0, -1)}\\${mark.slice(-1)}`)
}

/** The same as code. An element, since nothing can be escaped between backticks. */
export function markdownCode(text: string): string {
  return `<code>${markdownText(text)}</code>`
}

/** Prose of a rule, with its `code` set as code. */
export function markdownProse(text: string): string {
  const pieces = text.split('`')
  if (pieces.length % 2 === 0) return markdownText(text)
  return pieces.map((piece, index) => (index % 2 === 1 ? markdownCode(piece) : markdownText(piece))).join('')
}

/** A link; an address that could be more than one stays text. */
export function markdownLink(text: string, url: string): string {
  if (LINKABLE.test(url)) return `[${markdownText(text)}](${url})`
  return `${markdownText(text)}: ${markdownText(url)}`
}

/** Lines of code as HTML, which Markdown leaves alone until it is closed. */
export function codeBlock(code: string): string {
  return `<pre><code>${escapeHtml(code)}</code></pre>`
}
