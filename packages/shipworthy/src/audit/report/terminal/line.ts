import { fitEnd } from './width.ts'

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'blue' | 'grey'

/** A piece of a line in one style. */
export interface Span {
  text: string
  styles: readonly Style[]
}

export type Line = readonly Span[]

/** Select Graphic Rendition codes, ECMA-48 § 8.3.117. */
const CODES: Record<Style, number> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 36, grey: 90 }

export function span(text: string, ...styles: Style[]): Span {
  return { text, styles }
}

export function line(...parts: (Span | string)[]): Line {
  return parts.map((part) => (typeof part === 'string' ? span(part) : part))
}

/** One line of output, never wider than the terminal. */
export function paintLine(parts: Line, { color, width }: { color: boolean; width: number }): string {
  let left = width
  let painted = ''
  for (const { text, styles } of parts) {
    const fitting = fitEnd(text, left)
    left -= fitting.width
    painted += color ? paint(fitting.text, styles) : fitting.text
    if (fitting.text !== text) break
  }
  return painted.trimEnd()
}

function paint(text: string, styles: readonly Style[]): string {
  if (text.trim() === '' || styles.length === 0) return text
  return `\u001b[${styles.map((style) => CODES[style]).join(';')}m${text}\u001b[0m`
}
