/** Lines of a script in a YAML value that begins on this line; a block begins on the next one. */
export function commandLinesIn(text: string | undefined, line: number): { text: string; line: number }[] {
  if (text === undefined) return []
  const first = firstLineOf(text, line)
  return text.split('\n').flatMap((command, index) => {
    const trimmed = command.trim()
    return trimmed && !trimmed.startsWith('#') ? [{ text: trimmed, line: first + index }] : []
  })
}

/** Where the first line of a YAML text stands: a block begins on the line after its `|`. */
export function firstLineOf(text: string, line: number): number {
  return text.includes('\n') ? line + 1 : line
}
