const HIDDEN = '••••'
/** Longer texts are cut before they are searched: a check may return megabytes. */
const MAX_SEARCHED = 4_096

/** What must never leave the process, whatever an error message quotes. Quantifiers are bounded: no input makes them slow. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/(\b[a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/@:]{0,200}(?::[^\s/@]{0,500})?@/gi, `$1${HIDDEN}@`],
  [
    /((?:pass(?:word|wd|phrase)?|pwd|secret|token|api[-_]?key|access[-_]?key|authorization|credential|signature|sig|auth)["']?\s{0,3}[=:]\s{0,3}["']?)(?!\s)(?:(?:bearer|basic)\s+)?[^\s"'&,;}]{1,500}/gi,
    `$1${HIDDEN}`,
  ],
  [/\b(bearer|basic)\s+[A-Za-z0-9+/=._~-]{8,2000}/gi, `$1 ${HIDDEN}`],
  [/\beyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{4,2000}(?:\.[A-Za-z0-9_-]{0,2000})?/g, HIDDEN],
  [
    /\b(?:sk|pk|rk)_(?:live|test)_[A-Za-z0-9]{8,200}|\bgh[pousr]_[A-Za-z0-9]{20,200}|\bxox[abprs]-[A-Za-z0-9-]{10,200}/g,
    HIDDEN,
  ],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, HIDDEN],
  [/-----BEGIN [A-Z ]{1,40}-----[^-]{0,4000}(?:-----END [A-Z ]{1,40}-----)?/g, HIDDEN],
]

/** A short text without secrets, on one line. */
export function cleanText(text: string, maxLength = 500): string {
  let clean = text.slice(0, MAX_SEARCHED)
  for (const [pattern, shown] of SECRETS) clean = clean.replace(pattern, shown)
  // Control characters would end a line of a log or of the metrics format, or colour a terminal.
  // oxlint-disable-next-line no-control-regex
  clean = clean.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim()
  return clean.length > maxLength ? `${clean.slice(0, maxLength - 1).toWellFormed()}…` : clean.toWellFormed()
}
