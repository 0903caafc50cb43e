import { defineMail, html, link } from '@shipworthy/kit/mail'
import { z } from 'zod'
import { NOTIFICATION_KINDS, type NotificationKind } from '../domain/notification.ts'
import { LOCALES, type Locale } from '../domain/user.ts'
import { formatPrice, formatTime } from './formats.ts'

const SCHEMA = z.object({
  kind: z.enum(NOTIFICATION_KINDS),
  locale: z.enum(LOCALES),
  name: z.string(),
  /** The other party. */
  other: z.string(),
  service: z.string(),
  startsAt: z.iso.datetime(),
  timeZone: z.string(),
  priceCents: z.number().int(),
  url: z.url(),
})
type Data = z.output<typeof SCHEMA>

/** Subject and first sentence, by kind and language. */
const NEWS: Readonly<Record<NotificationKind, Readonly<Record<Locale, (data: Data) => readonly [string, string]>>>> = {
  'booking-requested': {
    en: ({ other, service }) => [
      `A request for ${service}`,
      `${other} would like to book you. Please accept or decline.`,
    ],
    fr: ({ other, service }) => [
      `Une demande pour ${service}`,
      `${other} aimerait vous réserver. Acceptez ou refusez.`,
    ],
  },
  'booking-accepted': {
    en: ({ other, service }) => [`${service}: accepted`, `${other} has accepted. Please pay to confirm your booking.`],
    fr: ({ other, service }) => [
      `${service} : acceptée`,
      `${other} a accepté. Payez pour confirmer votre réservation.`,
    ],
  },
  'booking-paid': {
    en: ({ other, service }) => [`${service}: paid`, `${other} has paid. The booking is confirmed.`],
    fr: ({ other, service }) => [`${service} : payée`, `${other} a payé. La réservation est confirmée.`],
  },
  'booking-confirmed': {
    en: ({ other, service }) => [
      `${service}: your booking is confirmed`,
      `Thank you for your payment. ${other} will be there.`,
    ],
    fr: ({ other, service }) => [`${service} : réservation confirmée`, `Merci de votre paiement. ${other} sera là.`],
  },
  'booking-cancelled': {
    en: ({ service }) => [`${service}: cancelled`, 'The booking was cancelled. What was paid is given back.'],
    fr: ({ service }) => [`${service} : annulée`, 'La réservation a été annulée. Ce qui a été payé est remboursé.'],
  },
  'booking-completed': {
    en: ({ other, service }) => [`${service}: completed`, `How was it with ${other}? Please write a review.`],
    fr: ({ other, service }) => [`${service} : terminée`, `Comment était-ce avec ${other} ? Laissez un avis.`],
  },
  'booking-disputed': {
    en: ({ other, service }) => [
      `${service}: disputed`,
      `${other} is not content. We look into it and will be in touch.`,
    ],
    fr: ({ other, service }) => [`${service} : contestée`, `${other} n'est pas content. Nous examinons le dossier.`],
  },
  'booking-reminder': {
    en: ({ other, service }) => [`Soon: ${service}`, `A reminder of your booking with ${other}.`],
    fr: ({ other, service }) => [`Bientôt : ${service}`, `Un rappel de votre réservation avec ${other}.`],
  },
  'booking-refunded': {
    en: ({ service }) => [`${service}: refunded`, 'Your money is on its way back; banks take up to ten days.'],
    fr: ({ service }) => [`${service} : remboursée`, 'Votre remboursement est en route; comptez jusqu’à dix jours.'],
  },
  message: {
    en: ({ other, service }) => [`${other} wrote to you`, `There is a new message about ${service}.`],
    fr: ({ other, service }) => [`${other} vous a écrit`, `Il y a un nouveau message au sujet de ${service}.`],
  },
  review: {
    en: ({ other, service }) => [`A review of ${service}`, `${other} has written a review.`],
    fr: ({ other, service }) => [`Un avis sur ${service}`, `${other} a laissé un avis.`],
  },
}

const LABELS: Readonly<Record<Locale, { hello: string; when: string; price: string; open: string }>> = {
  en: { hello: 'Hello', when: 'When', price: 'Price', open: 'Look at the booking' },
  fr: { hello: 'Bonjour', when: 'Quand', price: 'Prix', open: 'Voir la réservation' },
}

/** Confirmation, reminder and everything else that happens to a booking, in the language of who gets it. */
export const BOOKING_MAIL = defineMail({
  name: 'booking',
  schema: SCHEMA,
  subject: (data) => NEWS[data.kind][data.locale](data)[0],
  text: (data) => {
    const { hello, when, price, open } = LABELS[data.locale]
    const facts = `${data.service}\n${when}: ${timeOf(data)}\n${price}: ${priceOf(data)}`
    return `${hello} ${data.name},\n\n${NEWS[data.kind][data.locale](data)[1]}\n\n${facts}\n\n${open}: ${data.url}`
  },
  html: (data) => {
    const { hello, when, price, open } = LABELS[data.locale]
    return html`<p>${hello} ${data.name},</p>
      <p>${NEWS[data.kind][data.locale](data)[1]}</p>
      <p>${data.service}<br />${when}: ${timeOf(data)}<br />${price}: ${priceOf(data)}</p>
      <p>${link(data.url, open)}</p>`
  },
})

function timeOf({ startsAt, locale, timeZone }: Data): string {
  return formatTime(startsAt, locale, timeZone)
}

function priceOf({ priceCents, locale }: Data): string {
  return formatPrice(priceCents, locale)
}
