import { readFile, stat } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import type { BackupFacts } from '../../../facts/live/backup-facts.ts'
import type { LiveGatherer } from '../live-gatherer.ts'
import type { LiveSession } from '../live-session.ts'
import { SilentError } from '../silent-error.ts'
import { readFolder } from './read-folder.ts'
import { readManifest } from './read-manifest.ts'

const MAX_MANIFEST_BYTES = 4 * 1024 * 1024
const MAX_BACKUPS = 1_000
/** In a folder, the manifest goes before what the folder itself shows. */
const MANIFEST = 'backups.json'

type Found = Omit<BackupFacts, 'target' | 'readAt'>

/** Looks at where backups go: a folder, or a manifest of them. */
export const backups: LiveGatherer<'backups'> = {
  part: 'backups',
  nameOf: ({ backups: path }) => (path === undefined ? undefined : shown(path)),
  async gather({ backups: path = '' }, _plan, session) {
    const found = await Promise.race([look(path, session), whenOver(session.signal)])
    const facts = { target: shown(path), readAt: new Date().toISOString(), ...found }
    return { ...facts, backups: found.backups.slice(0, MAX_BACKUPS) }
  },
}

async function look(path: string, session: LiveSession): Promise<Found> {
  const place = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new SilentError(
      error.code === 'ENOENT' ? 'there is no such folder or file' : `it cannot be read (${error.code})`,
    )
  })
  if (!place.isDirectory()) return fromManifest(path, session)
  const manifest = join(path, MANIFEST)
  const hasManifest = await stat(manifest).then(
    () => true,
    () => false,
  )
  if (hasManifest) return fromManifest(manifest, session)
  const found = await readFolder(path).catch((error: NodeJS.ErrnoException) => {
    throw new SilentError(`it cannot be read (${error.code})`)
  })
  session.record('backups', `list ${shown(path)}`, `${found.backups.length} backups, ${found.otherFiles} other files`)
  return { origin: 'folder', ...found }
}

async function fromManifest(path: string, session: LiveSession): Promise<Found> {
  const { size } = await stat(path)
  if (size > MAX_MANIFEST_BYTES) throw new SilentError(`${basename(path)} is larger than 4 MiB`, 'protocol')
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new SilentError(`it cannot be read (${error.code})`)
  })
  const manifest = readManifest(text, basename(path))
  session.record('backups', `read ${shown(path)}`, `${manifest.backups.length} backups`)
  return { origin: 'manifest', otherFiles: 0, ...manifest }
}

/** As a reader of the report knows it, without the folders of this machine above it. */
function shown(path: string): string {
  const inside = relative(process.cwd(), path)
  return inside === '' ? '.' : inside.startsWith('..') ? path : inside
}

/** Folders of other machines may hang; nothing can be done about the call, but about waiting for it. */
function whenOver(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  signal.addEventListener('abort', () => reject(new SilentError('no answer in time', 'timeout')), { once: true })
  return promise
}
