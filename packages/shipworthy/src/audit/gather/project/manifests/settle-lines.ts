const MARKER_LINE = /^\s*__swopen\d+__: ~$/
/** `labels: __sw3__` */
const TOKEN_VALUE = /^(\s*(?:- )?[^\s#][^#]*:\s+)__sw(\d+)__\s*$/

/** Lines that are looked at around a mark; a longer block says nothing new. */
const REACH = 300

/**
 * Makes the lines of a tokenized template YAML: a mark among items becomes an item, and a token with a block below it
 * becomes the block's tag.
 */
export function settleLines(lines: readonly string[]): string[] {
  return lines.map((line, index) => {
    if (MARKER_LINE.test(line)) return isAmongItems(lines, index) ? line.replace('__sw', '- __sw') : line
    const value = line.includes('__sw') ? TOKEN_VALUE.exec(line) : null
    const below = value && lines.slice(index + 1, index + REACH).find(isContent)
    const isAbove =
      below !== null && below !== undefined && indentOf(below) > indentOf(line.replace(/^(\s*)- /, '$1  '))
    return value && isAbove ? `${value[1]}!sw${value[2]}` : line
  })
}

function isAmongItems(lines: readonly string[], index: number): boolean {
  const indent = indentOf(lines[index]!)
  return [1, -1].some((step) => {
    for (let at = index + step; at >= 0 && at < lines.length && Math.abs(at - index) < REACH; at += step) {
      const line = lines[at]!
      if (!isContent(line) || indentOf(line) > indent || (MARKER_LINE.test(line) && indentOf(line) === indent)) continue
      return indentOf(line) === indent && /^-(\s|$)/.test(line.trim())
    }
    return false
  })
}

function isContent(line: string): boolean {
  return line.trim() !== '' && !line.trim().startsWith('#')
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}
