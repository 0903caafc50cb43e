import type { Booking, BookingState } from '../domain/booking.ts'
import { toPage, type Page, type PageRequest } from '../domain/page.ts'
import type { Queryable } from './queryable.ts'
import { timePosition } from './time-position.ts'

interface BookingRow {
  id: string
  service_id: string
  service_title: string
  client_id: string
  client_name: string
  provider_id: string
  provider_name: string
  starts_at: Date
  ends_at: Date
  state: BookingState
  price_cents: number
  note: string
  created_at: Date
  position: string
}

export interface NewBooking {
  serviceId: string
  clientId: string
  providerId: string
  startsAt: Date
  endsAt: Date
  priceCents: number
  note: string
}

const SELECT = `SELECT b.id, b.service_id, s.title AS service_title, b.client_id, c.name AS client_name, b.provider_id,
    p.display_name AS provider_name, lower(b.during) AS starts_at, upper(b.during) AS ends_at, b.state, b.price_cents,
    b.note, b.created_at, ${timePosition('b.created_at')} AS position
  FROM bookings b JOIN services s ON s.id = b.service_id JOIN users c ON c.id = b.client_id
    JOIN provider_profiles p ON p.user_id = b.provider_id`

/**
 * @returns Its id.
 * @throws An error of the database with the code `23P01` (`exclusion_violation`) when the provider has another booking then.
 */
export async function insertBooking(db: Queryable, booking: NewBooking): Promise<string> {
  const { serviceId, clientId, providerId, startsAt, endsAt, priceCents, note } = booking
  const { rows } = await db.query<{ id: string }>(
    `INSERT INTO bookings (service_id, client_id, provider_id, during, price_cents, note)
     VALUES ($1, $2, $3, tstzrange($4, $5), $6, $7) RETURNING id`,
    [serviceId, clientId, providerId, startsAt, endsAt, priceCents, note],
  )
  const { id } = rows[0]!
  await noteState(db, id, 'requested', clientId)
  return id
}

export async function findBooking(db: Queryable, id: string): Promise<Booking | undefined> {
  const { rows } = await db.query<BookingRow>(`${SELECT} WHERE b.id = $1`, [id])
  return rows[0] && toBooking(rows[0])
}

/** Bookings of a client or a provider, the newest first. */
export async function listBookingsOf(
  db: Queryable,
  { userId, as, state }: { userId: string; as: 'client' | 'provider'; state?: BookingState | undefined },
  page: PageRequest,
): Promise<Page<Booking>> {
  const whose = as === 'client' ? 'b.client_id = $1' : 'b.provider_id = $1'
  return listWhere(db, `${whose} AND ($5::text IS NULL OR b.state = $5)`, [userId], page, [state ?? null])
}

export async function listBookingsIn(db: Queryable, state: BookingState, page: PageRequest): Promise<Page<Booking>> {
  return listWhere(db, 'b.state = $1', [state], page, [])
}

async function listWhere(
  db: Queryable,
  condition: string,
  first: readonly unknown[],
  page: PageRequest,
  last: readonly unknown[],
): Promise<Page<Booking>> {
  const { rows } = await db.query<BookingRow>(
    `${SELECT} WHERE ${condition}
       AND ($3::text IS NULL OR (b.created_at, b.id) < ($3::timestamp AT TIME ZONE 'UTC', $4::uuid))
     ORDER BY b.created_at DESC, b.id DESC LIMIT $2`,
    [...first, page.limit + 1, page.after?.at ?? null, page.after?.id ?? null, ...last],
  )
  return toPage(rows, page.limit, toBooking, ({ position, id }) => ({ at: position, id }))
}

/** @returns False when the booking was in another state by then. */
export async function moveBooking(
  db: Queryable,
  id: string,
  move: { from: BookingState; to: BookingState; actorId: string | null },
): Promise<boolean> {
  const { rowCount } = await db.query(
    'UPDATE bookings SET state = $3, updated_at = now() WHERE id = $1 AND state = $2',
    [id, move.from, move.to],
  )
  if (rowCount === 0) return false
  await noteState(db, id, move.to, move.actorId)
  return true
}

async function noteState(db: Queryable, id: string, state: BookingState, actorId: string | null): Promise<void> {
  await db.query('INSERT INTO booking_events (booking_id, state, actor_id) VALUES ($1, $2, $3)', [id, state, actorId])
}

/** Marks what begins before a time as reminded of. @returns What was not marked yet. */
export async function takeReminders(db: Queryable, now: Date, before: Date): Promise<Booking[]> {
  const { rows } = await db.query<{ id: string }>(
    `UPDATE bookings SET reminded_at = $1
     WHERE reminded_at IS NULL AND state IN ('accepted', 'paid') AND lower(during) > $1 AND lower(during) <= $2
     RETURNING id`,
    [now, before],
  )
  return findBookings(db, rows)
}

/** Requests that were never answered: made before a time, or for a time that has begun. */
export async function listStaleRequests(db: Queryable, now: Date, madeBefore: Date): Promise<Booking[]> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT id FROM bookings WHERE state = 'requested' AND (created_at < $2 OR lower(during) <= $1) LIMIT 500`,
    [now, madeBefore],
  )
  return findBookings(db, rows)
}

async function findBookings(db: Queryable, ids: readonly { id: string }[]): Promise<Booking[]> {
  const { rows } = await db.query<BookingRow>(`${SELECT} WHERE b.id = ANY($1::uuid[])`, [ids.map(({ id }) => id)])
  return rows.map(toBooking)
}

function toBooking(row: BookingRow): Booking {
  return {
    id: row.id,
    serviceId: row.service_id,
    serviceTitle: row.service_title,
    clientId: row.client_id,
    clientName: row.client_name,
    providerId: row.provider_id,
    providerName: row.provider_name,
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    state: row.state,
    priceCents: row.price_cents,
    note: row.note,
    createdAt: row.created_at.toISOString(),
  }
}
