import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

/**
 * An empty database as PGlite makes it, kept for the next folder: to make one takes seconds, to unpack one does not.
 * It lies in the cache folder of the user, as others may write to the temporary folder.
 */
export interface SnapshotCache {
  read: () => Uint8Array | undefined
  write: (archive: Uint8Array) => void
}

export function createSnapshotCache(folder = defaultFolder()): SnapshotCache {
  const path = join(folder, `pglite-${versionOfPglite()}.tar.gz`)
  return {
    read: () => (existsSync(path) ? readFileSync(path) : undefined),
    write: (archive) => {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        const draft = `${path}.${process.pid}`
        writeFileSync(draft, archive)
        renameSync(draft, path)
      } catch {
        // Without a cache the next start takes longer, and that is all.
      }
    },
  }
}

function defaultFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'shipworthy')
}

/** The package does not export its manifest. */
function versionOfPglite(): string {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  const manifest = join(dirname(dirname(entry)), 'package.json')
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
}
