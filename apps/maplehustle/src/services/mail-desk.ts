import type { Mail, MailTemplate } from '@shipworthy/kit/mail'
import type { PgPool } from '@shipworthy/kit/database'
import type { z } from 'zod'
import type { User } from '../domain/user.ts'
import { ACCOUNT_EXISTS_MAIL, RESET_MAIL, WELCOME_MAIL } from '../mail/account-mails.ts'
import { BOOKING_MAIL } from '../mail/booking-mail.ts'
import { findBooking } from '../repositories/bookings.ts'
import { findNotificationToMail } from '../repositories/notifications.ts'
import { findProviderProfile } from '../repositories/provider-profiles.ts'
import { findUser } from '../repositories/users.ts'
import type { MailAddresses } from './mail-addresses.ts'

export interface MailDeskParts {
  pool: PgPool
  mailAddresses: MailAddresses
  /** Sends a mail through jobs; the same key is the same mail. */
  post: <Schema extends z.ZodType>(template: MailTemplate<Schema>, mail: Mail<Schema>, key: string) => Promise<unknown>
  /** As mails name the service. */
  name: string
  publicUrl: string
}

/** Writes the mails: to whom, in which language, with which links. Whoever is gone by then gets none. */
export interface MailDesk {
  sendWelcome: (userId: string, key: string) => Promise<void>
  sendAccountExists: (userId: string, key: string) => Promise<void>
  sendReset: (userId: string, key: string) => Promise<void>
  sendNotification: (notificationId: string, key: string) => Promise<void>
}

export function createMailDesk({ pool, mailAddresses, post, name: service, publicUrl }: MailDeskParts): MailDesk {
  async function write(
    userId: string,
    key: string,
    template: typeof WELCOME_MAIL,
    linkFor: (user: User) => Promise<string> | string,
  ): Promise<void> {
    const user = await findUser(pool, userId)
    if (!user) return
    const { email: to, name, locale } = user
    await post(template, { to, data: { locale, name, service, url: `${publicUrl}${await linkFor(user)}` } }, key)
  }

  // Tokens stand behind a #: browsers send that to no server, so that they are in no log.
  const verification = async (user: User): Promise<string> =>
    `/account/verify#${await mailAddresses.issueVerification(user)}`
  const reset = async (user: User): Promise<string> => `/account/password#${await mailAddresses.issueReset(user)}`

  return {
    sendWelcome: (userId, key) => write(userId, key, WELCOME_MAIL, verification),
    sendAccountExists: (userId, key) => write(userId, key, ACCOUNT_EXISTS_MAIL, () => '/docs'),
    sendReset: (userId, key) => write(userId, key, RESET_MAIL, reset),
    sendNotification: async (notificationId, key) => {
      const notification = await findNotificationToMail(pool, notificationId)
      const booking = notification && (await findBooking(pool, notification.bookingId))
      if (!notification || !booking) return
      const profile = await findProviderProfile(pool, booking.providerId)
      const { kind, locale, name, email: to, userId } = notification
      const data = {
        kind,
        locale,
        name,
        other: userId === booking.clientId ? booking.providerName : booking.clientName,
        service: booking.serviceTitle,
        startsAt: booking.startsAt,
        timeZone: profile?.timeZone ?? 'UTC',
        priceCents: booking.priceCents,
        url: `${publicUrl}/bookings/${booking.id}`,
      }
      await post(BOOKING_MAIL, { to, data }, key)
    },
  }
}
