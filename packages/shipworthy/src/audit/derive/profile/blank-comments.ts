/** Strings and templates, so that no `//` inside them counts; then comments. */
const STRING_OR_COMMENT = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|(\/\/[^\n]*|\/\*[\s\S]*?\*\/)/g

/** The text with every comment replaced by as many spaces. */
export function blankComments(text: string): string {
  return text.replace(STRING_OR_COMMENT, (written, comment?: string) =>
    comment ? comment.replace(/[^\n]/g, ' ') : written,
  )
}
