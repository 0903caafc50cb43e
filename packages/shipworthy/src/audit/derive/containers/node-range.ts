/** Majors that a version, an alias or a range allows; `undefined` when it is not understood. */
export interface NodeRange {
  min: number
  /** `Infinity` where nothing newer is kept out. */
  max: number
}

/**
 * The majors that each alternative of a range allows.
 *
 * @example
 * nodeRanges('^20.1 || >=22 <25')   // [{ min: 20, max: 20 }, { min: 22, max: 24 }]
 */
export function nodeRanges(range: string): NodeRange[] | undefined {
  const parts = range.split('||').map((part) => rangeOf(part.trim()))
  return parts.every((part) => part !== undefined) ? parts : undefined
}

/** Whether some version of the major is allowed. */
export function allowsMajor(ranges: readonly NodeRange[], major: number): boolean {
  return ranges.some(({ min, max }) => min <= major && major <= max)
}

function rangeOf(part: string): NodeRange | undefined {
  if (/^[*xX]?$/.test(part)) return { min: 0, max: Infinity }
  const hyphen = /^v?(\d+)[\w.]*\s+-\s+v?(\d+)[\w.]*$/.exec(part)
  if (hyphen) return { min: Number(hyphen[1]), max: Number(hyphen[2]) }
  let [min, max] = [0, Infinity]
  const rest = part.replace(
    /([<>]=?|[~^=])\s*v?(\d+)((?:\.(?:\d+|[xX*]))*)[\w.+-]*/g,
    (_, operator: string, written: string, minor: string) => {
      const major = Number(written)
      const isWhole = !/[1-9]/.test(minor)
      if (operator === '>=') min = Math.max(min, major)
      else if (operator === '>') min = Math.max(min, minor === '' ? major + 1 : major)
      else if (operator === '<=') max = Math.min(max, major)
      else if (operator === '<') max = Math.min(max, isWhole ? major - 1 : major)
      else [min, max] = [Math.max(min, major), Math.min(max, major)]
      return ''
    },
  )
  const plain = /^\s*v?(\d+)(?:\.(?:\d+|[xX*]))*\s*$/.exec(rest)
  if (plain) [min, max] = [Math.max(min, Number(plain[1])), Math.min(max, Number(plain[1]))]
  else if (rest.trim() !== '' || rest === part) return undefined
  return min <= max ? { min, max } : undefined
}
