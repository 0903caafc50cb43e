/**
 * The name that was probably meant, or `undefined` when none is near.
 *
 * @example
 * closestName('failon', ['failOn', 'minScore']) // 'failOn'
 */
export function closestName(typed: string, names: readonly string[]): string | undefined {
  const wanted = typed.toLowerCase()
  let best: { name: string; distance: number } | undefined
  for (const name of names) {
    const distance = editDistance(wanted, name.toLowerCase())
    const isNear = distance <= Math.max(1, Math.floor(Math.max(typed.length, name.length) * 0.34))
    if (isNear && distance < (best?.distance ?? Infinity)) best = { name, distance }
  }
  return best?.name
}

/** `: did you mean "failOn"?`, or nothing; to follow what was not understood. */
export function suggestName(typed: string, names: readonly string[]): string {
  const name = closestName(typed, names)
  return name === undefined ? '' : `: did you mean "${name}"?`
}

/** Damerau-Levenshtein: letters added, left out, mistaken, or two neighbours swapped. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 20) return Infinity
  const rows = [Array.from({ length: b.length + 1 }, (_, index) => index)]
  for (let i = 1; i <= a.length; i++) {
    const above = rows[i - 1]!
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1]
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swapped = isSwapped ? rows[i - 2]![j - 2]! + 1 : Infinity
      row.push(Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (isSame ? 0 : 1), swapped))
    }
    rows.push(row)
  }
  return rows[a.length]![b.length]!
}
