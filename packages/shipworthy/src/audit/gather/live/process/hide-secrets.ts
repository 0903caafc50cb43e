import { redact } from '../../../facts/redact.ts'

const SECRET_NAME = /PASS|SECRET|TOKEN|KEY|CREDENTIAL|AUTH|DSN|URL|URI/i
const NAMED = /\b(pass(?:word|wd|phrase)?|secret|token|api[-_]?key)(["']?\s*[=:]\s*["']?)[^\s"',;]+/gi
const MIN_LENGTH = 6
const HIDDEN = '••••'

/** Takes out of a text what looks like a secret, and what the environment of the service holds as one. */
export function hideSecrets(text: string, environment: Readonly<Record<string, string>> = {}): string {
  const values = Object.entries(environment).flatMap(([name, value]) =>
    SECRET_NAME.test(name) ? [value, ...passwordOf(value)] : [],
  )
  const known = values.filter((value) => value.length >= MIN_LENGTH).toSorted((a, b) => b.length - a.length)
  const without = known.reduce((rest, value) => rest.replaceAll(value, HIDDEN), text)
  return redact(without.replace(NAMED, `$1$2${HIDDEN}`))
}

function passwordOf(value: string): string[] {
  const { password = '' } = URL.canParse(value) ? new URL(value) : {}
  return password === '' ? [] : [password, decodeOr(password)]
}

function decodeOr(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
