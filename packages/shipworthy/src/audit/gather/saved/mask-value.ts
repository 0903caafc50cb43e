import { isPlaceholder, looksGenerated } from '../../facts/secret-values.ts'

/** What masks are made of: nothing, letters that are no word, what a machine makes, a key in hexadecimal. */
const FILLS = ['x', 'X', '0', 'qzrwkvbhsjfmpcgy', 'q8Zr2Lw9Xk4Tn7Vb1Hs6Jd3Fm5Pc0Ya', '9f2c7a1e4b8d0653']

/** `\x41`, `\u0041`, `\u{41}`: only their digits can be masked, and only by digits. */
const NUMERIC_ESCAPE = /\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|u\{[0-9a-f]{1,6}\})/iy
/** References inside a value are no secrets, and what they mean must stay. */
const KEPT_IN_CODE = /\\[\s\S]|\$\{[^}]*\}/y
const KEPT_IN_SETTINGS = /\\[\s\S]|\$\{\{[^}]*\}\}|\$\{\w+(?::?[-=?+])?|\{\{[^}]*\}\}/y

export interface MaskOptions {
  /** Template literals have a syntax of their own in code. */
  isCode: boolean
  /** What the value is assigned to. */
  name?: string
  /** The whole value that a part of is masked: what it is judged by. */
  around?: (part: string) => string
  /** A format that must still be recognised. */
  accepts?: (mask: string) => boolean
}

/**
 * A text of the same length with nothing left of the letters and digits of a secret. Spaces, quotes, escapes and
 * punctuation stay, so that every position and every syntax tree stays; and it is judged as the secret was: as a
 * placeholder, as somebody's word, as what a machine made.
 */
export function maskValue(value: string, options: MaskOptions): string {
  const { isCode, name = '', around = (part) => part, accepts = () => true } = options
  const masks = FILLS.map((fill) => fillIn(value, fill, isCode ? KEPT_IN_CODE : KEPT_IN_SETTINGS))
  const whole = around(value)
  const isAlike = (mask: string): boolean =>
    isPlaceholder(around(mask), name) === isPlaceholder(whole, name) &&
    looksGenerated(around(mask)) === looksGenerated(whole)
  return masks.find((mask) => accepts(mask) && isAlike(mask)) ?? masks.find(accepts) ?? masks[0]!
}

function fillIn(value: string, fill: string, kept: RegExp): string {
  let mask = ''
  let used = 0
  while (mask.length < value.length) {
    const at = mask.length
    const escape = matchAt(NUMERIC_ESCAPE, value, at)
    const reference = matchAt(kept, value, at)
    if (escape) mask += escape.slice(0, 2) + escape.slice(2).replace(/[0-9a-f]/gi, '0')
    else if (reference) mask += reference
    else if (isLetter(value.charCodeAt(at))) mask += fill[used++ % fill.length]
    else mask += value[at]
  }
  return mask
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

/** Letters and digits, and everything outside ASCII. */
function isLetter(unit: number): boolean {
  return unit > 127 || (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122)
}
