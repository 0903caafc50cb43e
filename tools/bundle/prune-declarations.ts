import { existsSync, globSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Deletes the declarations that no entry leads to. Entries are named without their ending. */
export function pruneDeclarations(dist: string, entries: readonly string[]): void {
  const kept = new Set<string>()
  const visit = (file: string): void => {
    if (kept.has(file) || !existsSync(file)) return
    kept.add(file)
    for (const [, path] of readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)\.[jt]s'|import\('(\.[^']+)\.[jt]s'\)/g))
      visit(join(dirname(file), `${path}.d.ts`))
  }
  for (const entry of entries) visit(join(dist, `${entry}.d.ts`))
  for (const file of globSync('**/*.d.ts', { cwd: dist })) if (!kept.has(join(dist, file))) rmSync(join(dist, file))
}
