import type { Locale } from '../domain/user.ts'

const REGION: Readonly<Record<Locale, string>> = { en: 'en-CA', fr: 'fr-CA' }

/** `$45.00`, `45,00 $` */
export function formatPrice(cents: number, locale: Locale): string {
  return new Intl.NumberFormat(REGION[locale], { style: 'currency', currency: 'CAD' }).format(cents / 100)
}

/** On the clocks of the place where it happens. */
export function formatTime(time: string, locale: Locale, timeZone: string): string {
  const format = new Intl.DateTimeFormat(REGION[locale], { dateStyle: 'full', timeStyle: 'short', timeZone })
  return format.format(new Date(time))
}
