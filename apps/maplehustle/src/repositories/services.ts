import { toPage, type Cursor, type Page, type PageRequest } from '../domain/page.ts'
import type { Category, Service, ServiceDraft, ServiceQuery } from '../domain/service.ts'
import type { Queryable } from './queryable.ts'
import { timePosition } from './time-position.ts'

interface ServiceRow {
  id: string
  provider_id: string
  provider_name: string
  category: string
  title: string
  description: string
  city: string
  price_cents: number
  duration_minutes: number
  is_published: boolean
  created_at: Date
  rating_sum: number
  rating_count: number
  photo_id: string | null
  /** What the list is ordered by, exactly as the database has it. */
  position: string
}

const COLUMNS = `s.id, s.provider_id, p.display_name AS provider_name, s.category, s.title, s.description, s.city,
  s.price_cents, s.duration_minutes, s.is_published, s.created_at, s.rating_sum, s.rating_count,
  (SELECT u.id FROM uploads u WHERE u.service_id = s.id) AS photo_id`
const CREATED = timePosition('s.created_at')

/** Published services that fit, the best match first; without words the newest first. */
export async function searchServices(db: Queryable, query: ServiceQuery, page: PageRequest): Promise<Page<Service>> {
  const { text, category = null, city = null, maxPriceCents = null } = query
  const filter = [category, city, maxPriceCents, page.limit + 1, page.after?.at ?? null, page.after?.id ?? null]
  const { rows } =
    text === undefined
      ? await db.query<ServiceRow>(NEWEST, filter)
      : await db.query<ServiceRow>(BEST, [...filter, text])
  return toPage(rows, page.limit, toService, toCursor)
}

const FITS = `s.is_published AND ($1::text IS NULL OR s.category = $1) AND ($2::text IS NULL OR lower(plain_text(s.city)) = lower(plain_text($2)))
  AND ($3::int IS NULL OR s.price_cents <= $3)`

const NEWEST = `SELECT ${COLUMNS}, ${CREATED} AS position
  FROM services s JOIN provider_profiles p ON p.user_id = s.provider_id
  WHERE ${FITS} AND ($5::text IS NULL OR (s.created_at, s.id) < ($5::timestamp AT TIME ZONE 'UTC', $6::uuid))
  ORDER BY s.created_at DESC, s.id DESC LIMIT $4`

const BEST = `WITH wanted AS (
    SELECT websearch_to_tsquery('english', plain_text($7)) || websearch_to_tsquery('french', plain_text($7)) AS words
  ), found AS (
    SELECT ${COLUMNS}, ts_rank(s.search, wanted.words) AS rank
    FROM wanted, services s JOIN provider_profiles p ON p.user_id = s.provider_id
    WHERE ${FITS} AND s.search @@ wanted.words
  )
  SELECT *, rank::text AS position FROM found
  WHERE $5::text IS NULL OR (rank, id) < ($5::real, $6::uuid)
  ORDER BY rank DESC, id DESC LIMIT $4`

/** Also what is not published. */
export async function listServicesOf(db: Queryable, providerId: string, page: PageRequest): Promise<Page<Service>> {
  const { rows } = await db.query<ServiceRow>(
    `SELECT ${COLUMNS}, ${CREATED} AS position
     FROM services s JOIN provider_profiles p ON p.user_id = s.provider_id
     WHERE s.provider_id = $1 AND ($3::text IS NULL OR (s.created_at, s.id) < ($3::timestamp AT TIME ZONE 'UTC', $4::uuid))
     ORDER BY s.created_at DESC, s.id DESC LIMIT $2`,
    [providerId, page.limit + 1, page.after?.at ?? null, page.after?.id ?? null],
  )
  return toPage(rows, page.limit, toService, toCursor)
}

export async function findService(db: Queryable, id: string): Promise<Service | undefined> {
  const { rows } = await db.query<ServiceRow>(
    `SELECT ${COLUMNS} FROM services s JOIN provider_profiles p ON p.user_id = s.provider_id WHERE s.id = $1`,
    [id],
  )
  return rows[0] && toService(rows[0])
}

/** @returns Its id. */
export async function insertService(db: Queryable, providerId: string, draft: ServiceDraft): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `INSERT INTO services (provider_id, category, title, description, city, price_cents, duration_minutes, is_published)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
    [providerId, ...valuesOf(draft)],
  )
  return rows[0]!.id
}

export async function updateService(db: Queryable, id: string, draft: ServiceDraft): Promise<void> {
  await db.query(
    `UPDATE services SET category = $2, title = $3, description = $4, city = $5, price_cents = $6,
       duration_minutes = $7, is_published = $8, updated_at = now() WHERE id = $1`,
    [id, ...valuesOf(draft)],
  )
}

export async function listCategories(db: Queryable): Promise<Category[]> {
  const { rows } = await db.query<Category>(
    'SELECT slug, name_en AS "nameEn", name_fr AS "nameFr" FROM categories ORDER BY slug',
  )
  return rows
}

function valuesOf(draft: ServiceDraft): unknown[] {
  const { category, title, description, city, priceCents, durationMinutes, isPublished } = draft
  return [category, title, description, city, priceCents, durationMinutes, isPublished]
}

function toService(row: ServiceRow): Service {
  return {
    id: row.id,
    providerId: row.provider_id,
    providerName: row.provider_name,
    category: row.category,
    title: row.title,
    description: row.description,
    city: row.city,
    priceCents: row.price_cents,
    durationMinutes: row.duration_minutes,
    isPublished: row.is_published,
    rating: row.rating_count === 0 ? null : Math.round((10 * row.rating_sum) / row.rating_count) / 10,
    ratings: row.rating_count,
    photoId: row.photo_id,
    createdAt: row.created_at.toISOString(),
  }
}

function toCursor({ position, id }: ServiceRow): Cursor {
  return { at: position, id }
}
