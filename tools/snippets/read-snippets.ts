/** A fenced block of a Markdown document. */
export interface Snippet {
  document: string
  /** Of the opening fence. */
  line: number
  language: string
  code: string
  /** The command whose output it shows, from the comment above it. */
  outputOf?: string
}

const OUTPUT_OF = /^<!-- output of: (.+) -->$/

/** The fenced blocks of a document, in order. */
export function readSnippets(document: string, text: string): Snippet[] {
  const lines = text.split('\n')
  const snippets: Snippet[] = []
  for (let at = 0; at < lines.length; at++) {
    const [, fence, language = ''] = /^\s*(`{3,})\s*(\S*)/.exec(lines[at]!) ?? []
    if (fence === undefined) continue
    const end = lines.findIndex((line, index) => index > at && line.trim() === fence)
    if (end === -1) throw new Error(`${document}:${at + 1} opens a fence that nothing closes`)
    const outputOf = OUTPUT_OF.exec(lines.slice(0, at).findLast((line) => line.trim() !== '') ?? '')?.[1]
    const code = lines.slice(at + 1, end).join('\n')
    snippets.push({ document, line: at + 1, language, code, ...(outputOf !== undefined && { outputOf }) })
    at = end
  }
  return snippets
}
