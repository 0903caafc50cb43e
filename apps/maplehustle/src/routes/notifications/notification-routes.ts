import type { Notifications } from '../../services/notifications.ts'
import { actorOf, allow } from '../access.ts'
import type { App } from '../app.ts'
import { LIST_QUERY, PROBLEM } from '../common-schemas.ts'
import { NOTIFICATION_PAGE, NOTIFICATIONS_READ } from './notification-schemas.ts'

const tags = ['notifications']

export function notificationRoutes(app: App, { notifications }: { notifications: Notifications }): void {
  app.get(
    '/me/notifications',
    {
      ...allow('user'),
      schema: {
        tags,
        summary: 'What happened',
        querystring: LIST_QUERY,
        response: { 200: NOTIFICATION_PAGE, '4xx': PROBLEM },
      },
    },
    (request) => notifications.list(actorOf(request), request.query),
  )
  app.post(
    '/me/notifications/read',
    {
      ...allow('user'),
      schema: { tags, summary: 'I have read them', response: { 200: NOTIFICATIONS_READ, '4xx': PROBLEM } },
    },
    async (request) => ({ read: await notifications.markRead(actorOf(request)) }),
  )
}
