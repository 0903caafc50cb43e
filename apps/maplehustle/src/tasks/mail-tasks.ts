import { defineTask } from '@shipworthy/kit/jobs'
import { z } from 'zod'
import type { MailDesk } from '../services/mail-desk.ts'

const TO_USER = z.object({ userId: z.uuid() })

/** Each writes one mail, and leaves the sending to the task of the mailer. */
export function mailTasks(desk: MailDesk) {
  return {
    'send-welcome-mail': defineTask({
      name: 'send-welcome-mail',
      schema: TO_USER,
      handler: ({ userId }, { idempotencyKey }) => desk.sendWelcome(userId, idempotencyKey),
    }),
    'send-account-mail': defineTask({
      name: 'send-account-mail',
      schema: TO_USER,
      handler: ({ userId }, { idempotencyKey }) => desk.sendAccountExists(userId, idempotencyKey),
    }),
    'send-reset-mail': defineTask({
      name: 'send-reset-mail',
      schema: TO_USER,
      handler: ({ userId }, { idempotencyKey }) => desk.sendReset(userId, idempotencyKey),
    }),
    'send-notification-mail': defineTask({
      name: 'send-notification-mail',
      schema: z.object({ notificationId: z.uuid() }),
      handler: ({ notificationId }, { idempotencyKey }) => desk.sendNotification(notificationId, idempotencyKey),
    }),
  }
}
