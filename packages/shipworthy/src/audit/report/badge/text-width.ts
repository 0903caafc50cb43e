/** Widths of Verdana at 11 px, by groups of letters that are about equally wide. */
const WIDTHS: readonly [letters: RegExp, width: number][] = [
  [/[ijl]/, 3],
  [/[ ft]/, 4],
  [/[r]/, 4.7],
  [/[IJ]/, 5],
  [/[ckszv]/, 6.2],
  [/[A-LN-PR-VX-Z]/, 7.6],
  [/[mMwWOQ]/, 9.8],
]
const OTHER = 7

/** How many pixels a text takes; the image then stretches it to exactly that, whatever font there is. */
export function textWidth(text: string): number {
  const widths = [...text].map((letter) => WIDTHS.find(([letters]) => letters.test(letter))?.[1] ?? OTHER)
  return Math.ceil(widths.reduce((sum, width) => sum + width, 0))
}
