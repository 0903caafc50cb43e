import type { SuppressionComment } from '../facts/suppressions.ts'

/** The line a comment speaks of: its own, or the next that is no such comment when it stands alone. */
export function coveredLine(
  { path, line, isAlone }: SuppressionComment,
  comments: readonly SuppressionComment[],
): number {
  if (!isAlone) return line
  const taken = new Set(comments.filter((other) => other.isAlone && other.path === path).map((other) => other.line))
  let next = line + 1
  while (taken.has(next)) next++
  return next
}
