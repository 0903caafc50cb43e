import type { MailTemplate } from '@shipworthy/kit/mail'
import { ACCOUNT_EXISTS_MAIL, RESET_MAIL, WELCOME_MAIL } from './account-mails.ts'
import { BOOKING_MAIL } from './booking-mail.ts'

/** Every mail there is. */
export const MAILS: readonly MailTemplate[] = [WELCOME_MAIL, ACCOUNT_EXISTS_MAIL, RESET_MAIL, BOOKING_MAIL] as never
