import { readdirSync, statSync } from 'node:fs'
import { extname } from 'node:path'
import { ShipworthyError } from '../../../errors.ts'
import type { FileEntry } from '../../facts/files.ts'
import { isSourcePath } from '../../facts/path-class.ts'
import { baseName } from '../../facts/paths.ts'
import { describeProblem } from './describe-problem.ts'

/** Throws unless the target is a folder that can be listed. */
export function checkTargetFolder(path: string): void {
  try {
    if (!statSync(path).isDirectory()) throw ShipworthyError.of('SW_ERR_TARGET_NOT_A_FOLDER', { path })
    readdirSync(path)
  } catch (error) {
    if (error instanceof ShipworthyError) throw error
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') throw ShipworthyError.of('SW_ERR_TARGET_MISSING', { path }, error)
    throw ShipworthyError.of('SW_ERR_TARGET_UNREADABLE', { path, reason: describeProblem(error) }, error)
  }
}

/** Throws when the files are none of a Node.js project: a report on them would say nothing. */
export function checkTargetFiles(path: string, files: readonly FileEntry[]): void {
  if (files.length === 0) throw ShipworthyError.of('SW_ERR_TARGET_EMPTY', { path })
  const isNode = files.some((file) => baseName(file.path) === 'package.json' || isSourcePath(file.path))
  if (!isNode) throw ShipworthyError.of('SW_ERR_TARGET_NOT_NODE', { path, found: describeFiles(files) })
}

/** `12 files (8 .py, 2 .md, 2 others)` */
function describeFiles(files: readonly FileEntry[]): string {
  const counts = new Map<string, number>()
  for (const file of files) {
    const extension = extname(file.path)
    if (/^\.\w{1,12}$/.test(extension)) counts.set(extension, (counts.get(extension) ?? 0) + 1)
  }
  const kinds = [...counts].toSorted((a, b) => b[1] - a[1]).slice(0, 3)
  const others = files.length - kinds.reduce((sum, [, count]) => sum + count, 0)
  const parts = kinds.map(([extension, count]) => `${count} ${extension}`)
  if (others > 0) parts.push(`${others} ${parts.length > 0 ? 'of other kinds' : 'without a known extension'}`)
  return `${files.length} ${files.length === 1 ? 'file' : 'files'} (${parts.join(', ')})`
}
