import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PAGE_MARK, type Output } from './output.ts'

/**
 * Brings generated files up to date and, with `prune`, removes pages whose subject is gone; with `check` it only looks.
 *
 * @returns The paths that were out of date.
 */
export function updateOutputs(
  root: string,
  outputs: readonly Output[],
  { check, prune }: { check: boolean; prune: boolean },
): string[] {
  const stale = outputs.filter(({ path, text }) => textAt(join(root, path)) !== text)
  const orphans = prune ? orphansOf(root, outputs) : []
  if (!check) {
    for (const { path, text } of stale) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    for (const path of orphans) rmSync(join(root, path))
  }
  return [...stale.map(({ path }) => path), ...orphans]
}

/** Pages that were generated once and would not be today. */
function orphansOf(root: string, outputs: readonly Output[]): string[] {
  const current = new Set(outputs.map(({ path }) => path))
  return globSync('docs/**/*.md', { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !current.has(path) && textAt(join(root, path))?.startsWith(PAGE_MARK))
    .toSorted()
}

function textAt(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}
