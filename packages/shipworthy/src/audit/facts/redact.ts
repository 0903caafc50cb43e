import { CREDENTIAL_PATTERNS } from './credential-patterns.ts'

const HIDDEN = '••••'
/** `password: 'value'`, `SECRET=value`, `jwtSecret = "value"`, `process.env.KEY || 'value'` */
const ASSIGNED =
  /((?:secret|password|passwd|passphrase|token|api_?key|private_?key|encryption_?key|access_?key|credential|signing_?key|salt)\w*["'`\]]?\s*(?:[:=]|\|\||\?\?)\s*)(["'`])((?:(?!\2).){3,})\2/gi
const DOTENV =
  /^(\s*(?:export\s+|ENV\s+|ARG\s+|-\s*)?["']?[A-Z0-9_]*(?:SECRET|PASSWORD|PASSWD|TOKEN|API_?KEY|PRIVATE_?KEY|ENCRYPTION_?KEY|ACCESS_?KEY|CREDENTIALS?|SALT|_KEY)[A-Z0-9_]*["']?\s*[=:]\s*)(?!\$|process\.|env\b|["']?\$\{)(["']?)([^\s"'#]{3,})/m
const URL_PASSWORD = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@"'`$]*:)([^\s@/"'`$]+)@/gi
const FALLBACK_AFTER = /((?:SECRET|PASSWORD|TOKEN|KEY|SALT)\w*["'`\]]?\)?\s*(?:\|\||\?\?)\s*)(["'`])((?:(?!\2).)+)\2/g

/**
 * Takes secrets out of a line before it is shown or saved: live credentials by their format, values assigned to names
 * that say what they are, passwords in URLs.
 */
export function redact(text: string): string {
  let result = text
  for (const { prefix, pattern } of CREDENTIAL_PATTERNS) {
    if (result.includes(prefix)) result = result.replace(pattern, (value) => `${value.slice(0, 6)}${HIDDEN}`)
  }
  result = result.replace(/(-----BEGIN [A-Z ]*PRIVATE KEY-----).*/s, `$1${HIDDEN}`)
  result = result.replace(URL_PASSWORD, `$1${HIDDEN}@`)
  result = result.replace(FALLBACK_AFTER, `$1$2${HIDDEN}$2`)
  result = result.replace(ASSIGNED, `$1$2${HIDDEN}$2`)
  return result.replace(DOTENV, `$1$2${HIDDEN}`)
}
