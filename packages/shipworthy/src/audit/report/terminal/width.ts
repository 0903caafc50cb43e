/** Two cells: East Asian wide and fullwidth forms, and emoji (Unicode TR 11, in broad strokes). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u
const COMBINING = /\p{M}/u

/** Cells that a text without control characters takes in a terminal. */
export function visibleWidth(text: string): number {
  let width = 0
  for (const character of text) width += cells(character)
  return width
}

/** As much of a text as fits, and its width. What is cut off shows as `…`. */
export function fitEnd(text: string, max: number): { text: string; width: number } {
  const width = visibleWidth(text)
  if (width <= max) return { text, width }
  if (max <= 0) return { text: '', width: 0 }
  const start = takeStart([...text], max - 1)
  return { text: `${start}…`, width: visibleWidth(start) + 1 }
}

/** Shortens in the middle: of a path, the first folder and the file matter most. */
export function truncateMiddle(text: string, max: number): string {
  if (visibleWidth(text) <= max) return text
  if (max < 8) return fitEnd(text, max).text
  const head = Math.floor((max - 1) / 3)
  const characters = [...text]
  const tail = takeStart(characters.toReversed(), max - 1 - head)
  return `${takeStart(characters, head)}…${[...tail].toReversed().join('')}`
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - visibleWidth(text)))
}

/** Breaks at spaces; a word longer than a line is shortened in its middle. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = []
  let current = ''
  for (const word of text.split(/ +/)) {
    const fitting = truncateMiddle(word, width)
    const longer = current === '' ? fitting : `${current} ${fitting}`
    if (visibleWidth(longer) <= width) current = longer
    else {
      lines.push(current)
      current = fitting
    }
  }
  return current === '' ? lines : [...lines, current]
}

function takeStart(characters: readonly string[], max: number): string {
  let width = 0
  let taken = ''
  for (const character of characters) {
    width += cells(character)
    if (width > max) break
    taken += character
  }
  return taken
}

function cells(character: string): number {
  return WIDE.test(character) ? 2 : COMBINING.test(character) ? 0 : 1
}
