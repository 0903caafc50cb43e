import type { MailTemplate } from '@shipworthy/kit/mail'
import { describe, expect, it } from 'vitest'
import { NOTIFICATION_KINDS } from '../domain/notification.ts'
import { LOCALES } from '../domain/user.ts'
import { BOOKING_MAIL } from './booking-mail.ts'
import { formatPrice, formatTime } from './formats.ts'
import { MAILS } from './mails.ts'

const HOSTILE = `<img src=x onerror=alert(1)>`
const ACCOUNT = { name: HOSTILE, service: 'MapleHustle', url: 'https://maplehustle.example/account/verify#token' }
const BOOKING = {
  name: HOSTILE,
  other: HOSTILE,
  service: `Snow ${HOSTILE}`,
  startsAt: '2026-12-01T17:00:00.000Z',
  timeZone: 'America/Toronto',
  priceCents: 4500,
  url: 'https://maplehustle.example/bookings/1',
}

describe.each(LOCALES)('mails in %s', (locale) => {
  const samples: [string, MailTemplate, object][] = [
    ...MAILS.filter(({ name }) => name !== 'booking').map((mail): [string, MailTemplate, object] => [
      mail.name,
      mail,
      ACCOUNT,
    ]),
    ...NOTIFICATION_KINDS.map((kind): [string, MailTemplate, object] => [
      kind,
      BOOKING_MAIL as never,
      { ...BOOKING, kind },
    ]),
  ]

  it.each(samples)('%s says the same as text and as HTML, and nothing of users is markup', (_, mail, sample) => {
    const data = mail.schema.parse({ ...sample, locale })
    const [subject, text, html] = [mail.subject(data), mail.text(data), mail.html(data).toString()]
    const { url } = sample as { url: string }
    expect(subject.length).toBeGreaterThan(5)
    expect(text).toContain(url)
    expect(html).toContain(`href="${url}"`)
    expect(text).toContain(HOSTILE)
    expect(html).not.toContain(HOSTILE)
  })

  it('differ from those in the other language', () => {
    const texts = LOCALES.map((language) =>
      BOOKING_MAIL.text({ ...BOOKING, kind: 'booking-reminder', locale: language }),
    )
    expect(new Set(texts).size).toBe(LOCALES.length)
  })
})

it('times are on the clocks of the place, prices in its money', () => {
  expect(formatTime(BOOKING.startsAt, 'en', 'Asia/Tokyo')).toContain('2:00')
  expect(formatTime(BOOKING.startsAt, 'fr', 'UTC')).toMatch(/mardi 1.* décembre 2026.*17 h 00/)
  expect(formatPrice(4500, 'en')).toBe('$45.00')
  expect(formatPrice(4500, 'fr').replace(/\s/g, ' ')).toBe('45,00 $')
})
