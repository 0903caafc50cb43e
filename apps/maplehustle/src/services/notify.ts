import type { NotificationKind } from '../domain/notification.ts'
import { insertNotification } from '../repositories/notifications.ts'
import { insertWork } from '../repositories/outbox.ts'
import type { Queryable } from '../repositories/queryable.ts'

/** Tells a user of something, on the user's page and by mail, if the transaction commits. */
export async function notify(
  client: Queryable,
  userId: string,
  kind: NotificationKind,
  { id: bookingId }: { id: string },
): Promise<void> {
  const notificationId = await insertNotification(client, { userId, kind, bookingId })
  await insertWork(client, 'send-notification-mail', { notificationId })
}
