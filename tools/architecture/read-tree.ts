import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const SKIPPED = new Set(['node_modules', '.git', 'dist', 'coverage', '.cache', '.data'])
const BINARY = /\.(png|ico|jpe?g|gif|woff2?|gz|tgz|zip)$/
const MAX_BYTES = 1024 * 1024

export interface TextFile {
  /** From the root of the repository, with forward slashes. */
  path: string
  text: string
}

/** The text files of the repository, without installed packages and build output. */
export function readTree(root: string, folder = ''): TextFile[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry): TextFile[] => {
    const path = folder ? `${folder}/${entry.name}` : entry.name
    // In a work tree of its own .git is a file.
    if (SKIPPED.has(entry.name)) return []
    if (entry.isDirectory()) return readTree(root, path)
    if (!entry.isFile() || BINARY.test(path) || statSync(join(root, path)).size > MAX_BYTES) return []
    return [{ path, text: readFileSync(join(root, path), 'utf8') }]
  })
}
