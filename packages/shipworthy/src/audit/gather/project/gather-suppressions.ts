import { isSourcePath } from '../../facts/path-class.ts'
import { lineAndColumn, lineStartsOf } from '../../facts/position.ts'
import type { SuppressionComment } from '../../facts/suppressions.ts'
import type { ProjectReader } from './project-reader.ts'

export interface SuppressionScan {
  found: SuppressionComment[]
  /** A reader that looks through every text once, when it is first read in full. */
  reader: ProjectReader
}

const MARK = 'shipworthy-ignore'
/** What opens a comment, right before the mark. */
const IN_CODE = /(?:\/\/+|\/\*+|^\s*\*)\s*$/
const IN_SETTINGS = /(?:^|\s)#+\s*$/
const IN_SQL = /--+\s*$/
const NO_COMMENTS = /\.(json|md|lock)$/

/** Finds suppressions in the comments of whatever else is read anyway. */
export function createSuppressionScan(reader: ProjectReader): SuppressionScan {
  const found: SuppressionComment[] = []
  const seen = new Set<string>()
  return {
    found,
    reader: {
      ...reader,
      read: (path, limits) => {
        const result = reader.read(path, limits)
        if (limits || !('text' in result) || seen.has(path)) return result
        seen.add(path)
        if (result.text.includes(MARK) && !NO_COMMENTS.test(path)) found.push(...commentsIn(path, result.text))
        return result
      },
    },
  }
}

function commentsIn(path: string, text: string): SuppressionComment[] {
  const starts = lineStartsOf(text)
  const comments: SuppressionComment[] = []
  for (let at = text.indexOf(MARK); at !== -1; at = text.indexOf(MARK, at + MARK.length)) {
    const { line, column } = lineAndColumn(starts, at)
    const before = text.slice(starts[line - 1], at)
    const opening = openingFor(path).exec(before)
    const after = text.slice(at + MARK.length, (starts[line] ?? text.length + 1) - 1)
    if (!opening || /^[\w-]/.test(after)) continue
    const code = before.slice(0, opening.index)
    if (isSourcePath(path) && isInText(code)) continue
    const words = after.replace(/\*\/.*$/, '').trim()
    comments.push({ path, line, column, text: words, isAlone: /^[\s{]*$/.test(code) })
  }
  return comments
}

function openingFor(path: string): RegExp {
  if (isSourcePath(path) || /\.(prisma|jsonc|json5)$/.test(path)) return IN_CODE
  return path.endsWith('.sql') ? IN_SQL : IN_SETTINGS
}

/** Whether a quote is still open at the end of a line of code: then what looks like a comment is a text. */
function isInText(code: string): boolean {
  let quote = ''
  for (let at = 0; at < code.length; at++) {
    const character = code[at]!
    if (character === '\\') at++
    else if (quote === character) quote = ''
    else if (quote === '' && /["'`]/.test(character)) quote = character
  }
  return quote !== ''
}
