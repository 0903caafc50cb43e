import { mergeRanges, secretRanges, type SecretRange } from '../../facts/secret-ranges.ts'

/** A part of an environment file that is masked, with the whole value it belongs to. */
export interface EntryRange extends SecretRange {
  whole?: { start: number; end: number }
}

/** Entries, and those that somebody commented out. */
const ENTRY = /^([ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*[=:][ \t]*|[ \t]*#[ \t]*([A-Z][A-Z0-9_]*)=)(.*)$/gm
/** What a deployment chooses rather than hides. */
const OPEN =
  /^(|true|false|yes|no|on|off|null|\d{1,6}|production|development|test|staging|trace|debug|info|warn|error|localhost|127\.0\.0\.1|0\.0\.0\.0)$/i
const WEB_ADDRESS = /^https?:\/\/[^\s/?#]+/i

/** The values of an environment file: all but plain settings, and of addresses what opens them. */
export function environmentRanges(text: string): EntryRange[] {
  const entries = [...text.matchAll(ENTRY)].flatMap((match): EntryRange[] => {
    const [, before = '', entry, comment, written = ''] = match
    const name = entry ?? comment ?? ''
    const quote = /^["'`]/.exec(written)?.[0]
    const end = quote ? written.indexOf(quote, 1) : -1
    const value = quote && end > 0 ? written.slice(1, end) : written.trimEnd()
    const start = match.index + before.length + (quote && end > 0 ? 1 : 0)
    if (OPEN.test(value.replace(/\s+#.*$/, ''))) return []
    const whole = { start, end: start + value.length }
    return partsOf(value).map((part) => ({
      start: start + part.start,
      end: start + part.end,
      shown: part.shown,
      name,
      whole,
    }))
  })
  return mergeRanges([...entries, ...secretRanges(text)])
}

/** Of an address: what a secret looks like in it, and for the web everything after the host. */
function partsOf(value: string): SecretRange[] {
  const all: SecretRange = { start: 0, end: value.length, shown: 0 }
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return [all]
  const host = WEB_ADDRESS.exec(value)?.[0].length ?? value.search(/[?#]|$/)
  return mergeRanges([...secretRanges(value), ...(host < value.length ? [{ ...all, start: host }] : [])])
}
