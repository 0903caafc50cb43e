import { toPage, type Page, type PageRequest } from '../domain/page.ts'
import type { Review } from '../domain/review.ts'
import type { Queryable } from './queryable.ts'
import { timePosition } from './time-position.ts'

interface ReviewRow {
  booking_id: string
  client_name: string
  rating: number
  comment: string
  created_at: Date
  position: string
}

/** With what it does to the rating of its service. @returns False when there is one already. */
export async function insertReview(
  db: Queryable,
  review: { bookingId: string; serviceId: string; clientId: string; rating: number; comment: string },
): Promise<boolean> {
  const { bookingId, serviceId, clientId, rating, comment } = review
  const { rowCount } = await db.query(
    `INSERT INTO reviews (booking_id, service_id, client_id, rating, comment) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (booking_id) DO NOTHING`,
    [bookingId, serviceId, clientId, rating, comment],
  )
  if (rowCount === 0) return false
  await db.query('UPDATE services SET rating_sum = rating_sum + $2, rating_count = rating_count + 1 WHERE id = $1', [
    serviceId,
    rating,
  ])
  return true
}

export async function listReviews(db: Queryable, serviceId: string, page: PageRequest): Promise<Page<Review>> {
  const { rows } = await db.query<ReviewRow>(
    `SELECT r.booking_id, u.name AS client_name, r.rating, r.comment, r.created_at,
       ${timePosition('r.created_at')} AS position
     FROM reviews r JOIN users u ON u.id = r.client_id
     WHERE r.service_id = $1
       AND ($3::text IS NULL OR (r.created_at, r.booking_id) < ($3::timestamp AT TIME ZONE 'UTC', $4::uuid))
     ORDER BY r.created_at DESC, r.booking_id DESC LIMIT $2`,
    [serviceId, page.limit + 1, page.after?.at ?? null, page.after?.id ?? null],
  )
  return toPage(rows, page.limit, toReview, ({ position, booking_id: id }) => ({ at: position, id }))
}

function toReview(row: ReviewRow): Review {
  return {
    bookingId: row.booking_id,
    clientName: row.client_name,
    rating: row.rating,
    comment: row.comment,
    createdAt: row.created_at.toISOString(),
  }
}
