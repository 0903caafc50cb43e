import { parse, type ParseError } from 'jsonc-parser'
import { lineAndColumn, lineStartsOf } from '../../facts/position.ts'
import { isTooDeep } from './is-too-deep.ts'

export interface ParsedSettings {
  /** What could be read; something even where the text is broken. */
  value?: unknown
  problem?: { reason: string; line: number }
}

/** JSON as tools read it: comments and trailing commas are no mistakes. */
export function parseJsonSettings(text: string): ParsedSettings {
  if (isTooDeep(text)) return { problem: { reason: 'nests too deeply', line: 1 } }
  const errors: ParseError[] = []
  const value = parse(text, errors, { allowTrailingComma: true }) as unknown
  const [error] = errors
  if (!error) return { value }
  const { line } = lineAndColumn(lineStartsOf(text), error.offset)
  return { value, problem: { reason: 'is not valid JSON', line } }
}
