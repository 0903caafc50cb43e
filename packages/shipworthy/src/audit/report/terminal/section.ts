import type { Digest } from '../digest-report.ts'
import { line, span, type Line, type Style } from './line.ts'
import { wrapText } from './width.ts'

/** A part of the report: its lines, or none when there is nothing to say. */
export type Section = (digest: Digest, width: number) => Line[]

export function heading(title: string, note?: string): Line {
  return note ? line(span(title, 'bold'), span(` · ${note}`, 'grey')) : line(span(title, 'bold'))
}

/** A text over several lines, each with the same indent. */
export function paragraph(text: string, { width, indent, styles = [] }: ParagraphOptions): Line[] {
  return wrapText(text, Math.max(20, width - indent)).map((part) => line(' '.repeat(indent), span(part, ...styles)))
}

interface ParagraphOptions {
  width: number
  indent: number
  styles?: readonly Style[]
}
