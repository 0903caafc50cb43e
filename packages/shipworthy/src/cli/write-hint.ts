import { cleanText } from '../audit/report/text.ts'

/** One line on stderr beside the report. */
export function writeHint(text: string): void {
  process.stderr.write(`${hintOf(text)}\n`)
}

/** The same as a text, for where something else is written to stderr. */
export function hintOf(text: string): string {
  return `shipworthy: ${cleanText(text)}`
}
