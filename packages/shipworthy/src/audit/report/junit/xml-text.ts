import { escapeHtml } from '../text.ts'

/** What XML 1.0 has no way to write, not even escaped (production 2, Char). */
const ILLEGAL = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu

/** A text inside an XML element or a quoted attribute. */
export function xmlText(text: string): string {
  return escapeHtml(text.replace(ILLEGAL, ''))
}

/** ` name="value"` for each that has a value. */
export function attributes(values: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(values)
    .flatMap(([name, value]) => (value === undefined ? [] : [` ${name}="${xmlText(String(value))}"`]))
    .join('')
}
