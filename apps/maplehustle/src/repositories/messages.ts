import type { Message } from '../domain/message.ts'
import { toPage, type Page, type PageRequest } from '../domain/page.ts'
import type { Queryable } from './queryable.ts'
import { timePosition } from './time-position.ts'

interface MessageRow {
  id: string
  sender_id: string
  body: string
  created_at: Date
  position: string
}

const COLUMNS = `id, sender_id, body, created_at,
  ${timePosition('created_at')} AS position`

export async function insertMessage(
  db: Queryable,
  message: { bookingId: string; senderId: string; body: string },
): Promise<Message> {
  const { rows } = await db.query<MessageRow>(
    `INSERT INTO messages (booking_id, sender_id, body) VALUES ($1, $2, $3) RETURNING ${COLUMNS}`,
    [message.bookingId, message.senderId, message.body],
  )
  return toMessage(rows[0]!)
}

/** The newest first. */
export async function listMessages(db: Queryable, bookingId: string, page: PageRequest): Promise<Page<Message>> {
  const { rows } = await db.query<MessageRow>(
    `SELECT ${COLUMNS} FROM messages
     WHERE booking_id = $1 AND ($3::text IS NULL OR (created_at, id) < ($3::timestamp AT TIME ZONE 'UTC', $4::uuid))
     ORDER BY created_at DESC, id DESC LIMIT $2`,
    [bookingId, page.limit + 1, page.after?.at ?? null, page.after?.id ?? null],
  )
  return toPage(rows, page.limit, toMessage, ({ position, id }) => ({ at: position, id }))
}

function toMessage(row: MessageRow): Message {
  return { id: row.id, senderId: row.sender_id, body: row.body, createdAt: row.created_at.toISOString() }
}
