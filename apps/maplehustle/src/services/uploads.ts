import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, type ReadStream } from 'node:fs'
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Cache } from '@shipworthy/kit/cache'
import type { PgPool } from '@shipworthy/kit/database'
import type { Service } from '../domain/service.ts'
import { imageTypeOf, type Upload } from '../domain/upload.ts'
import type { Actor } from '../domain/user.ts'
import { findService } from '../repositories/services.ts'
import { deleteUploadOf, findUpload, listKnownDigests, replaceUpload } from '../repositories/uploads.ts'
import { CATALOGUE_TAG } from './catalogue.ts'
import type { AppPermissions } from './permissions.ts'
import { notFound, unsupported } from './problem.ts'

export interface UploadParts {
  pool: PgPool
  cache: Cache
  permissions: AppPermissions
  /** Shared by all instances. */
  folder: string
  now: () => Date
}

export interface Uploads {
  /** Gives a service its photo; what it is, its content decides. */
  save: (actor: Actor, serviceId: string, content: Buffer) => Promise<Upload>
  open: (id: string) => Promise<{ upload: Upload; content: ReadStream }>
  remove: (actor: Actor, serviceId: string) => Promise<void>
  /** Deletes files that nothing names any more. @returns How many. */
  prune: () => Promise<number>
}

/** A file is written before the row that names it. */
const MIN_AGE_MS = 3_600_000
const BATCH = 500

export function createUploads({ pool, cache, permissions, folder, now }: UploadParts): Uploads {
  const pathOf = (sha256: string): string => join(folder, sha256)

  async function findChangeable(actor: Actor, id: string): Promise<Service> {
    const service = await findService(pool, id)
    if (!service || !permissions.allows(actor, 'service.change', service)) throw notFound('service')
    return service
  }

  /** Under another name first, so that nobody reads half a file. */
  async function store(content: Buffer, sha256: string): Promise<void> {
    const draft = `${pathOf(sha256)}.${randomUUID()}`
    await mkdir(folder, { recursive: true })
    await writeFile(draft, content)
    await rename(draft, pathOf(sha256))
  }

  async function pruneSome(names: readonly string[]): Promise<number> {
    const known = new Set(await listKnownDigests(pool, names))
    let deleted = 0
    for (const name of names) {
      const found = await stat(join(folder, name)).catch(() => undefined)
      if (known.has(name) || !found || now().getTime() - found.mtimeMs < MIN_AGE_MS) continue
      await rm(join(folder, name), { force: true })
      deleted++
    }
    return deleted
  }

  return {
    save: async (actor, serviceId, content) => {
      await findChangeable(actor, serviceId)
      const contentType = imageTypeOf(content)
      if (!contentType) throw unsupported('A photo is a PNG, JPEG or WebP picture.')
      const sha256 = createHash('sha256').update(content).digest('hex')
      await store(content, sha256)
      const upload = { serviceId, ownerId: actor.id, contentType, bytes: content.length, sha256 }
      const saved = await replaceUpload(pool, upload)
      await cache.invalidateTags([CATALOGUE_TAG])
      return saved
    },
    open: async (id) => {
      const upload = await findUpload(pool, id)
      const found = upload && (await stat(pathOf(upload.sha256)).catch(() => undefined))
      if (!upload || !found) throw notFound('picture')
      return { upload, content: createReadStream(pathOf(upload.sha256)) }
    },
    remove: async (actor, serviceId) => {
      await findChangeable(actor, serviceId)
      if (!(await deleteUploadOf(pool, serviceId))) throw notFound('picture')
      await cache.invalidateTags([CATALOGUE_TAG])
    },
    prune: async () => {
      const names = await readdir(folder).catch(() => [])
      let deleted = 0
      for (let from = 0; from < names.length; from += BATCH) deleted += await pruneSome(names.slice(from, from + BATCH))
      return deleted
    },
  }
}
