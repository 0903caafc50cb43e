import { entropy, looksGenerated } from './secret-values.ts'

export interface SecretPattern {
  /** The first group stands before the secret, the last is the secret. */
  pattern: RegExp
  /** A cheap look at whether the pattern can match at all. */
  hint: RegExp
  accepts?: (secret: string, before: string) => boolean
}

/** Words in a name that say that its value is a secret. */
export const SECRET_WORDS =
  'secret|password|passwd|passphrase|token|api[-_]?key|private[-_]?key|encryption[-_]?key|access[-_]?key|credential|signing[-_]?key|salt'
const OPERATOR = '(?:[:=]|[=!]==?|\\|\\||\\?\\?)'
/** Bounds keep a search through two megabytes on one line linear. */
const MAX_SECRET = 4000
/** Text in quotes, up to the quote that opened it; the quote is the group with this number. */
const quoted = (quote: number, least: number): string =>
  `((?:(?!\\${quote})(?:\\\\.|[^\\\\\\n])){${least},${MAX_SECRET}})(?=\\${quote})`
/** Names that hold something about a secret: its kind, its place, how long it lasts. */
const ABOUT_A_SECRET = new RegExp(
  `(expir\\w*|ttl|lifetime|age|duration|field|type|name|header|length|rounds|alg\\w*|prefix|path|file|format|label|message|error|cookie|seconds|minutes|hours|days|ms|url|uri|link|route|_?in|_?at|_?for)["'\`\\]]?\\s*${OPERATOR}\\s*["'\`]?$`,
  'i',
)

const KEY_BREAK = '(?:\\\\[nr]|[\\s"\'`+,])*'

/** Secrets that show by what they look like. */
export const SECRET_FORMATS: readonly SecretPattern[] = [
  // The lines of a key; a header alone is no secret.
  {
    pattern: new RegExp(
      `(-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----(?:\\s*[A-Za-z-]+: [^\\n]*\\n)*${KEY_BREAK})((?:[0-9A-Za-z+/=]{16,}${KEY_BREAK})+[0-9A-Za-z+/=]*)`,
      'g',
    ),
    hint: /PRIVATE KEY/,
  },
  // `postgres://user:password@host` and `https://token@host`
  { pattern: /(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/@"'`$]{0,200}:)([^\s@/"'`$]{1,500})(?=@)/gi, hint: /:\/\// },
  { pattern: /(\b[a-z][a-z0-9+.-]{0,30}:\/\/)([^\s:/@"'`$]{16,500})(?=@)/gi, hint: /:\/\// },
  {
    pattern: /(\b(?:Bearer|Basic)\s+)([A-Za-z0-9._~+/=-]{12,})/g,
    hint: /Bearer|Basic/,
    accepts: (secret) => /\d/.test(secret) || secret.length >= 16,
  },
  // JSON Web Tokens
  {
    pattern: /((?<![\w-]))(eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,8000}(?:\.[A-Za-z0-9_-]{0,1000})?)/g,
    hint: /eyJ/,
  },
  // What a machine made, and keys in hexadecimal
  {
    pattern: /((?<![\w+/@.:-]))([A-Za-z0-9+/_-]{24,200}={0,2})(?![\w+/.-])/g,
    hint: /[A-Za-z0-9+/_-]{24}/,
    accepts: isRandom,
  },
  // The secret beside an AWS access key
  {
    pattern: /(["'=:\s])([A-Za-z0-9/+]{40})(?=["'\s]|$)/gm,
    hint: /AKIA|ASIA|aws/i,
    accepts: (secret) => /\d/.test(secret) && /[A-Z]/.test(secret),
  },
  { pattern: /(["'`])([0-9a-f]{32,128}|[0-9A-F]{32,128})(?=["'`])/g, hint: /[0-9a-fA-F]{32}/ },
]

/** Secrets that show by where they stand. */
export const SECRET_ASSIGNMENTS: readonly SecretPattern[] = [
  // `password: 'value'`, `jwtSecret = "value"`, `SECRET || 'value'`
  {
    pattern: new RegExp(
      `((?<![\\w$])[\\w$-]{0,60}?(?:${SECRET_WORDS})\\w{0,60}["'\`]?\\]?\\)?\\s*${OPERATOR}\\s*(["'\`]))${quoted(2, 3)}`,
      'gi',
    ),
    hint: /["'`]/,
    accepts: isAssignedSecret,
  },
  // `process.env.JWT_KEY || 'value'`
  {
    pattern: new RegExp(
      `((?:SECRET|PASSWORD|TOKEN|KEY|SALT)\\w{0,60}["'\`]?\\]?\\)?\\s*(?:\\|\\||\\?\\?)\\s*(["'\`]))${quoted(2, 1)}`,
      'g',
    ),
    hint: /\|\||\?\?/,
  },
  // `cookieParser('value')`, `jwt.sign(payload, 'value')`, `createHmac('sha256', 'value')`
  {
    pattern: new RegExp(
      `(\\b(?:cookieParser\\(\\s*|(?:jwt|jsonwebtoken)\\.(?:sign|verify)\\([^"'\`\\n;]{0,200},\\s*|create(?:Hmac|Cipheriv|Decipheriv)\\(\\s*["'\`][\\w-]+["'\`],\\s*)(["'\`]))${quoted(2, 1)}`,
      'g',
    ),
    hint: /cookieParser|\.(sign|verify)\(|create(Hmac|Cipher|Decipher)/,
  },
  // `--password value`
  {
    pattern: new RegExp(`(--[\\w-]{0,40}(?:${SECRET_WORDS})[= ])((?![\\s$"'\`-])\\S{3,${MAX_SECRET}})`, 'gi'),
    hint: /--/,
  },
  // `ALTER ROLE app PASSWORD 'value'`, `IDENTIFIED BY 'value'`
  {
    pattern: new RegExp(
      `(\\b(?:PASSWORD|IDENTIFIED\\s{1,9}BY)\\s{1,9}(?:AS\\s{1,9})?('))([^'\\n]{1,${MAX_SECRET}})(?=')`,
      'gi',
    ),
    hint: /PASSWORD|IDENTIFIED/i,
  },
  // `${DB_PASSWORD:-value}`
  {
    pattern: new RegExp(`(\\$\\{\\w{0,60}(?:${SECRET_WORDS})\\w*:?[-=])([^}\\s]{3,${MAX_SECRET}})(?=\\})`, 'gi'),
    hint: /\$\{/,
  },
]

/** Switches, types, versions of packages that are named like a secret, codes such as `INVALID_TOKEN`, paths of routes. */
const HARMLESS =
  /^(true|false|yes|no|on|off|null|none|undefined|string|number|boolean|object|function|[\^~><=v]*\d+\.(\d+|x)\S*|[A-Z]+(_[A-Z]+)+|\/[\w/:.{}*?-]*)$/

/** Not what is said about a secret, and nothing of another kind that goes by its name. */
export function isAssignedSecret(secret: string, before: string): boolean {
  if (isOwnName(secret, before)) return false
  return looksGenerated(secret) || (!ABOUT_A_SECRET.test(before) && !HARMLESS.test(secret))
}

/** What a value is assigned to. */
export function assignedName(before: string): string | undefined {
  return /[A-Za-z_][\w-]*(?=["'`\])]*\s*(?:[:=!|?]+\s*)?["'`]?$)/.exec(before)?.[0]
}

/** `ACCESS_TOKEN = 'access_token'`, `INVALID_TOKEN = 'auth/invalid_token'`: a name and no value. One word may be both. */
export function isOwnName(secret: string, before: string): boolean {
  if (!/[a-z\d][_/.:-][a-z]/i.test(secret) && !/[a-z][A-Z]/.test(secret)) return false
  const letters = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '')
  const name = letters(assignedName(before) ?? '')
  const value = letters(secret.slice(secret.search(/[^/.:]*$/)))
  return value.length > 0 && name.includes(value)
}

/** Base64 and its kin: all kinds of characters, and no order in them. */
function isRandom(text: string): boolean {
  const kinds = [...text].map(kindOf)
  const count = (kind: string): number => kinds.filter((other) => other === kind).length
  const changes = kinds.filter((kind, index) => index > 0 && kind !== kinds[index - 1]).length
  const isMixed = count('digit') >= 2 && count('upper') >= 2 && count('lower') >= 2
  return isMixed && changes >= text.length * 0.4 && entropy(text) >= 3.7
}

function kindOf(character: string): string {
  if (/\d/.test(character)) return 'digit'
  if (/[A-Z]/.test(character)) return 'upper'
  return /[a-z]/.test(character) ? 'lower' : 'other'
}
