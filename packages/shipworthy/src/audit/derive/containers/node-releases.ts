/** End of life of each Node.js major, from https://github.com/nodejs/Release/blob/main/schedule.json */
const END_OF_LIFE: Record<number, string> = {
  0: '2016-12-31',
  1: '2015-06-30',
  2: '2015-08-31',
  3: '2015-09-30',
  4: '2018-04-30',
  5: '2016-06-30',
  6: '2019-04-30',
  7: '2017-06-30',
  8: '2019-12-31',
  9: '2018-06-30',
  10: '2021-04-30',
  11: '2019-06-01',
  12: '2022-04-30',
  13: '2020-06-01',
  14: '2023-04-30',
  15: '2021-06-01',
  16: '2023-09-11',
  17: '2022-06-01',
  18: '2025-04-30',
  19: '2023-06-01',
  20: '2026-04-30',
  21: '2024-06-01',
  22: '2027-04-30',
  23: '2025-06-01',
  24: '2028-04-30',
  25: '2026-06-01',
  26: '2029-04-30',
}

/** Names of the LTS lines, as image tags and `.nvmrc` use them. */
export const NODE_CODENAMES: Record<string, number> = {
  argon: 4,
  boron: 6,
  carbon: 8,
  dubnium: 10,
  erbium: 12,
  fermium: 14,
  gallium: 16,
  hydrogen: 18,
  iron: 20,
  jod: 22,
  krypton: 24,
}

export interface NodeSupport {
  /** ISO date on which security fixes end. */
  end: string
  /** Months since then, not negative. */
  monthsOver: number
  isOver: boolean
}

/** Whether a major still gets security fixes; nothing for majors released after this table was written. */
export function nodeSupport(major: number, today: Date): NodeSupport | undefined {
  const end = END_OF_LIFE[major]
  if (end === undefined) return undefined
  const last = new Date(`${end}T23:59:59Z`)
  const months = (today.getUTCFullYear() - last.getUTCFullYear()) * 12 + today.getUTCMonth() - last.getUTCMonth()
  const isOver = today > last
  return {
    end,
    isOver,
    monthsOver: isOver ? Math.max(0, months - (today.getUTCDate() < last.getUTCDate() ? 1 : 0)) : 0,
  }
}

/** `lts/iron`, `v18.17.0`, `20`; `moving` for `lts/*`, `node` and `latest`. */
export function majorOfVersionFile(value: string): number | 'moving' | undefined {
  const text = value.trim().toLowerCase()
  if (/^(lts(\/\*)?|node|stable|latest|current)$/.test(text)) return 'moving'
  const codename = /^lts\/([a-z]+)$/.exec(text)?.[1]
  const major = codename ? NODE_CODENAMES[codename] : /^v?(\d+)(\.|$)/.exec(text)?.[1]
  return major === undefined ? undefined : Number(major)
}

/** The newest major an `engines.node` range allows; nothing when it allows whatever comes next. */
export function newestMajorAllowed(range: string): number | undefined {
  const majors = range.split('||').map((part) => newestOf(part.trim()))
  return majors.every((major) => major !== undefined) ? Math.max(...majors) : undefined
}

/** The oldest major a range allows; nothing when it has no lower end. */
export function oldestMajorAllowed(range: string): number | undefined {
  const majors = range.split('||').map((part) => /^\s*(?:[~^=]|>=?)?\s*v?(\d+)/.exec(part)?.[1])
  return majors.every((major) => major !== undefined) ? Math.min(...majors.map(Number)) : undefined
}

function newestOf(part: string): number | undefined {
  const hyphen = /\s-\s*v?(\d+)/.exec(part)
  if (hyphen) return Number(hyphen[1])
  const below = /<\s*(=?)\s*v?(\d+)((?:\.\d+)*)/.exec(part)
  if (below) return below[1] || /[1-9]/.test(below[3]!) ? Number(below[2]) : Number(below[2]) - 1
  const fixed = /^[~^=]?\s*v?(\d+)(\.|$|\s)/.exec(part)
  return fixed ? Number(fixed[1]) : undefined
}
