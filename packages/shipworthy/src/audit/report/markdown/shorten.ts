import { truncateText } from '../truncate-text.ts'
import { markdownCode, markdownProse, markdownText } from './markdown-text.ts'

/** Longer than any sentence a reader would read to its end. */
const MAX_CHARACTERS = 400

/** Text, code and prose for Markdown, none longer than a summary should have. */
export const shortened = {
  text: (text: string): string => markdownText(truncateText(text, MAX_CHARACTERS)),
  code: (text: string): string => markdownCode(truncateText(text, MAX_CHARACTERS)),
  prose: (text: string): string => markdownProse(truncateText(text, MAX_CHARACTERS)),
  line: (text: string): string => truncateText(text, MAX_CHARACTERS),
}
