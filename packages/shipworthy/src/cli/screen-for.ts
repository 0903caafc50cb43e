import { isColorWanted } from './color-mode.ts'

/** What a text for the terminal may use. */
export interface Screen {
  color: boolean
  /** Cells per line. */
  width: number
}

/** Cells per line where no terminal says otherwise, and at most: longer lines are hard to read. */
const DEFAULT_WIDTH = 100
const MAX_WIDTH = 120

/** The screen of stdout, or of a file: that gets colours only when the command line says so. */
export function screenFor(path: string | undefined, color: boolean | undefined): Screen {
  const { stdout, env } = process
  if (path !== undefined) return { color: color === true, width: DEFAULT_WIDTH }
  return {
    color: isColorWanted({ flag: color, isTty: stdout.isTTY === true, env }),
    width: Math.min(stdout.columns || DEFAULT_WIDTH, MAX_WIDTH),
  }
}
