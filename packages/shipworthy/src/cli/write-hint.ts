import { cleanText } from '../audit/report/text.ts'

/** One line on stderr beside the report. */
export function writeHint(text: string): void {
  process.stderr.write(`shipworthy: ${cleanText(text)}\n`)
}
