import type { Locale } from '../domain/user.ts'
import type { Notification, NotificationKind } from '../domain/notification.ts'
import { toPage, type Page, type PageRequest } from '../domain/page.ts'
import type { Queryable } from './queryable.ts'
import { timePosition } from './time-position.ts'

interface NotificationRow {
  id: string
  kind: NotificationKind
  booking_id: string | null
  created_at: Date
  read_at: Date | null
  position: string
}

/** @returns Its id. */
export async function insertNotification(
  db: Queryable,
  notification: { userId: string; kind: NotificationKind; bookingId: string },
): Promise<string> {
  const { userId, kind, bookingId } = notification
  const { rows } = await db.query<{ id: string }>(
    'INSERT INTO notifications (user_id, kind, booking_id) VALUES ($1, $2, $3) RETURNING id',
    [userId, kind, bookingId],
  )
  return rows[0]!.id
}

export async function listNotifications(db: Queryable, userId: string, page: PageRequest): Promise<Page<Notification>> {
  const { rows } = await db.query<NotificationRow>(
    `SELECT id, kind, booking_id, created_at, read_at,
       ${timePosition('created_at')} AS position
     FROM notifications
     WHERE user_id = $1 AND ($3::text IS NULL OR (created_at, id) < ($3::timestamp AT TIME ZONE 'UTC', $4::uuid))
     ORDER BY created_at DESC, id DESC LIMIT $2`,
    [userId, page.limit + 1, page.after?.at ?? null, page.after?.id ?? null],
  )
  return toPage(rows, page.limit, toNotification, ({ position, id }) => ({ at: position, id }))
}

export async function markNotificationsRead(db: Queryable, userId: string): Promise<number> {
  const { rowCount } = await db.query(
    'UPDATE notifications SET read_at = now() WHERE user_id = $1 AND read_at IS NULL',
    [userId],
  )
  return rowCount ?? 0
}

/** What its mail is made of. */
export interface NotificationToMail {
  kind: NotificationKind
  bookingId: string
  userId: string
  email: string
  name: string
  locale: Locale
}

export async function findNotificationToMail(db: Queryable, id: string): Promise<NotificationToMail | undefined> {
  const { rows } = await db.query<NotificationToMail>(
    `SELECT n.kind, n.booking_id AS "bookingId", u.id AS "userId", u.email, u.name, u.locale
     FROM notifications n JOIN users u ON u.id = n.user_id WHERE n.id = $1 AND n.booking_id IS NOT NULL`,
    [id],
  )
  return rows[0]
}

export async function deleteNotifications(db: Queryable, before: Date): Promise<number> {
  const { rowCount } = await db.query('DELETE FROM notifications WHERE created_at < $1', [before])
  return rowCount ?? 0
}

function toNotification(row: NotificationRow): Notification {
  return {
    id: row.id,
    kind: row.kind,
    bookingId: row.booking_id,
    createdAt: row.created_at.toISOString(),
    readAt: row.read_at?.toISOString() ?? null,
  }
}
