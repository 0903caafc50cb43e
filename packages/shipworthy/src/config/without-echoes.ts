import type { Issue } from './describe-issue.ts'

/** A mistyped key is also a missing one; the first says more. */
export function withoutEchoes(issues: readonly Issue[]): Issue[] {
  const mistyped = new Set(issues.filter(({ code }) => code === 'unrecognized_keys').map(({ path }) => path.join('.')))
  return issues.filter(({ input, path }) => input !== undefined || !mistyped.has(path.slice(0, -1).join('.')))
}
