/** GitHub refuses a job summary of 1 MiB; what is said last needs room too. */
const MAX_BYTES = 1_000_000

const CUT = '_The rest is left out: a job summary may not be larger. The HTML report has all of it._'

/** Blocks with an empty line between them, as many as there is room for, and the closing ones in any case. */
export function joinBlocks(blocks: readonly string[], closing: readonly string[]): string {
  const kept: string[] = []
  let bytes = closing.reduce((sum, block) => sum + utf8Length(block) + 2, utf8Length(CUT) + 2)
  for (const block of blocks) {
    bytes += utf8Length(block) + 2
    if (bytes > MAX_BYTES) break
    kept.push(block)
  }
  const cut = kept.length < blocks.length ? [CUT] : []
  return `${[...kept, ...cut, ...closing].join('\n\n')}\n`
}

function utf8Length(text: string): number {
  let bytes = 0
  for (const character of text) {
    const codePoint = character.codePointAt(0)!
    bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4
  }
  return bytes
}
