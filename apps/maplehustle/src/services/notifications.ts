import type { PgPool } from '@shipworthy/kit/database'
import type { Notification } from '../domain/notification.ts'
import type { Page } from '../domain/page.ts'
import type { Actor } from '../domain/user.ts'
import { listNotifications, markNotificationsRead } from '../repositories/notifications.ts'
import { cursorOf, type ListRequest } from './catalogue.ts'

export interface Notifications {
  list: (actor: Actor, list: ListRequest) => Promise<Page<Notification>>
  /** @returns How many were not read before. */
  markRead: (actor: Actor) => Promise<number>
}

export function createNotifications({ pool }: { pool: PgPool }): Notifications {
  return {
    list: (actor, { limit, cursor }) => listNotifications(pool, actor.id, { limit, after: cursorOf(cursor, 'time') }),
    markRead: (actor) => markNotificationsRead(pool, actor.id),
  }
}
