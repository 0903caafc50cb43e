/** Names that hold a secret, as opposed to its name, place or kind. */
const SECRET_NAME =
  /(SECRET|PASSWORD|PASSWD|PASSPHRASE|TOKEN|API_?KEY|PRIVATE_?KEY|ENCRYPTION_?KEY|ACCESS_?KEY|SIGNING_?KEY|CREDENTIALS?|AUTH_?KEY|MASTER_?KEY|_SALT)$/i
const NOT_A_SECRET =
  /(_ARN|_NAME|_ID|_REGION|_ROUNDS|_LENGTH|_EXPIR\w*|_TTL|_URL|_URI|_PATH|_FILE|_ROTATION\w*|_HEADER|_PREFIX|_TYPE|_ALG\w*|PUBLIC\w*|_HINT|_MIN|_MAX|_ENABLED|PUBLISHABLE\w*|_ENDPOINT|_PERIOD)$|^(NEXT_PUBLIC|VITE|REACT_APP|EXPO_PUBLIC|NUXT_PUBLIC|PUBLIC)_/i

export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && !NOT_A_SECRET.test(name)
}

/** Values that stand for a secret without being one: empty, a hint, a reference, the name itself, a word everybody uses. */
export function isPlaceholder(value: string, name = ''): boolean {
  const text = value.trim()
  if (text.length < 8) return true
  if (/^\$|^\{\{|^<|^%|\$\{|^\/run\/secrets|^process\.env|^vault:|^arn:|^projects\/|^op:\/\//.test(text)) return true
  if (text.toLowerCase() === name.toLowerCase() || /^[A-Z][A-Z0-9_]+$/.test(text)) return true
  if (
    /your|change|replace|example|sample|dummy|placeholder|secret|password|passwd|generate|todo|xxx|\.\.\.|insert|here|default|test|dev|local|minioadmin|postgres|fake|mock|demo|admin|qwerty|keyboard|build|not-?a-?real|super|random|string|enter|put_|none|null|undefined/i.test(
      text,
    )
  )
    return true
  return new Set(text).size < 8 || /(.)\1{5,}|1234567|abcdefg/i.test(text)
}

/** Looks like something a machine made: long, mixed, not a word. */
export function looksGenerated(value: string): boolean {
  if (value.length < 16 || /\s/.test(value) || /^https?:\/\/[^@]*$/.test(value)) return false
  const kinds = [/[a-z]/, /[A-Z]/, /\d/].filter((kind) => kind.test(value)).length
  return kinds >= 2 && entropy(value) >= 3.2
}

/** Shannon entropy in bits per character. */
export function entropy(text: string): number {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0)
}
