import type { ImageType, Upload } from '../domain/upload.ts'
import type { Queryable } from './queryable.ts'

const COLUMNS = 'id, service_id AS "serviceId", content_type AS "contentType", bytes, sha256'

export interface NewUpload {
  serviceId: string
  ownerId: string
  contentType: ImageType
  bytes: number
  sha256: string
}

/** A service has one photo: another one takes its place, under a new id, as the old one may be cached for ever. */
export async function replaceUpload(db: Queryable, upload: NewUpload): Promise<Upload> {
  const { serviceId, ownerId, contentType, bytes, sha256 } = upload
  const { rows } = await db.query<Upload>(
    `INSERT INTO uploads (service_id, owner_id, content_type, bytes, sha256) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (service_id) DO UPDATE
       SET id = gen_random_uuid(), owner_id = $2, content_type = $3, bytes = $4, sha256 = $5, created_at = now()
     RETURNING ${COLUMNS}`,
    [serviceId, ownerId, contentType, bytes, sha256],
  )
  return rows[0]!
}

export async function findUpload(db: Queryable, id: string): Promise<Upload | undefined> {
  const { rows } = await db.query<Upload>(`SELECT ${COLUMNS} FROM uploads WHERE id = $1`, [id])
  return rows[0]
}

export async function deleteUploadOf(db: Queryable, serviceId: string): Promise<boolean> {
  const { rowCount } = await db.query('DELETE FROM uploads WHERE service_id = $1', [serviceId])
  return rowCount === 1
}

/** Which of some files are still somebody's. */
export async function listKnownDigests(db: Queryable, digests: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ sha256: string }>(
    'SELECT DISTINCT sha256 FROM uploads WHERE sha256 = ANY($1::text[])',
    [digests],
  )
  return rows.map(({ sha256 }) => sha256)
}
