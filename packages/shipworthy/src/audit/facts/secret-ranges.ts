import { CREDENTIAL_PATTERNS } from './credential-patterns.ts'
import { assignedName, SECRET_ASSIGNMENTS, SECRET_FORMATS, type SecretPattern } from './secret-patterns.ts'

/** A stretch of a text that is a secret. */
export interface SecretRange {
  start: number
  end: number
  /** Characters at its start that name the provider and may stay. */
  shown: number
  /** What it is assigned to, where that is known. */
  name?: string
}

/**
 * Where a text holds secrets: live credentials by their format, values assigned to names that say what they are, keys of
 * signing functions, passwords in URLs, tokens. The ranges are in order and do not overlap.
 */
export function secretRanges(text: string): SecretRange[] {
  return mergeRanges([...formatRanges(text), ...rangesOf(text, SECRET_ASSIGNMENTS)])
}

/** Those that show by their format alone: in a package.json, `jsonwebtoken` is the name of a package. */
export function formatRanges(text: string): SecretRange[] {
  const credentials = CREDENTIAL_PATTERNS.filter(({ prefix }) => text.includes(prefix)).flatMap(
    ({ prefix, pattern, provider }) =>
      provider === 'private key'
        ? []
        : [...text.matchAll(pattern)].map(({ index, 0: value }) => ({
            start: index,
            end: index + value.length,
            shown: prefix.length,
          })),
  )
  return mergeRanges([...credentials, ...rangesOf(text, SECRET_FORMATS)])
}

/** The ranges that some patterns find, in any order. */
export function rangesOf(text: string, patterns: readonly SecretPattern[]): SecretRange[] {
  const ranges: SecretRange[] = []
  for (const { pattern, hint, accepts } of patterns) {
    if (!hint.test(text)) continue
    for (const match of text.matchAll(pattern)) {
      const before = match[1]!
      const secret = match.at(-1)!
      if (accepts && !accepts(secret, before)) continue
      const start = match.index + before.length
      const name = assignedName(before)
      ranges.push({ start, end: start + secret.length, shown: 0, ...(name && { name }) })
    }
  }
  return ranges
}

/** In order; what overlaps becomes one, of which only what the first shows is shown. */
export function mergeRanges<Range extends SecretRange>(ranges: readonly Range[]): Range[] {
  const merged: Range[] = []
  for (const range of ranges.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1)
    if (!last || range.start >= last.end) merged.push({ ...range })
    else {
      if (range.start === last.start) last.shown = Math.max(last.shown, range.shown)
      last.end = Math.max(last.end, range.end)
    }
  }
  return merged
}
