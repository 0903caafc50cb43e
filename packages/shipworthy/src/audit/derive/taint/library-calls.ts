/** Into what a text is put: SQL, or a command line. */
export type Language = 'sql' | 'shell'

/** What comes back is no text a client could shape: numbers, dates, digests, random names. */
const SHAPELESS =
  /^(Number(\.\w+)?|parseInt|parseFloat|Boolean|BigInt|isNaN|isFinite|Math\.\w+|Date(\(\))?(\.\w+)*|Date\(\)\..*|performance\..*|process\.(hrtime|uptime|memoryUsage|cwd).*|crypto\.(randomBytes|randomUUID|randomInt).*|crypto\.createH(ash|mac)\(\).*digest|crypto\.createH(ash|mac)|uuid(\.v\d)?|nanoid.*|md5|bcrypt(js)?\.\w+|bcrypt-nodejs\.\w+|mongoose\.Types\.ObjectId|mongodb\.ObjectId|dayjs(\(\).*)?|moment(\(\).*)?|luxon\..*|ms|array\.(length|indexOf|includes|some|every|findIndex|push)|string\.(length|indexOf|includes|startsWith|endsWith|charCodeAt|localeCompare|search)|console\.\w+)$/
const SHAPELESS_METHODS =
  /^(indexOf|includes|startsWith|endsWith|charCodeAt|localeCompare|search|some|every|findIndex|getTime|toISOString|toFixed|getFullYear|isInt|test)$/

/** Escaping for a language, by name of the function. */
const ESCAPES: Record<Language, RegExp> = {
  sql: /^((mysql2?|mysql2\/promise|promise-mysql|mariadb|sqlstring)\b.*\.(escape|escapeId|format)|pg-format(\.\w+)*|pg\b.*\.(escapeLiteral|escapeIdentifier)|pg-promise.*\.(as\.\w+|helpers\.\w+)|.*\.(escape|escapeId|escapeLiteral|escapeIdentifier|quoteIdentifier|quoteName)|sequelize.*\.escape|tsqlstring\.\w+|sql-escape.*)$/,
  shell:
    /^(shell-quote(\.quote)?|shell-escape|shellescape|any-shell-escape|puka.*|shescape.*|@lit.*quote|encodeURIComponent)$/,
}

/** Functions whose result is made of their arguments' text. */
const COPIES_ARGUMENTS =
  /^(String|Object|decodeURIComponent|decodeURI|encodeURI|encodeURIComponent|unescape|escape|atob|btoa|JSON\.(parse|stringify)|Buffer(\.from)?|Array(\.from|\.of)?|Object\.(assign|values|keys|entries|fromEntries|freeze)|structuredClone|util\.(format|inspect)|url\.(parse|URL)|URL|URLSearchParams|url\.URLSearchParams|querystring\.(parse|unescape|stringify)|qs\.(parse|stringify)|path\.(join|resolve|normalize|basename|dirname|extname)|path\.posix\.\w+|lodash(\.|\/)(get|pick|omit|trim|toLower|toUpper|toString|merge|assign|defaults|cloneDeep|clone|castArray|concat|join|upperFirst|capitalize|escapeRegExp|compact|uniq|flatten|values)|Promise\.(resolve|all)|Promise|Set|Map|cookie\.parse|he\.(decode|unescape))$/

/** Methods whose result is made of the text they are called on. */
const COPIES_RECEIVER =
  /^(trim|trimStart|trimEnd|toLowerCase|toUpperCase|toLocaleLowerCase|toLocaleUpperCase|toString|valueOf|slice|substring|substr|concat|padStart|padEnd|repeat|normalize|split|join|reverse|sort|filter|flat|at|shift|pop|find|values|keys|entries|charAt|toSorted|toReversed|then|catch|finally|getAll|toArray)$/

/** Names of methods of a value, and not of functions that a package exports. */
const OF_A_VALUE = /^(\?|string\.|array\.|object\.|promise\.|number\.)|\(\)/

const REPLACES = /^(replace|replaceAll)$/

export type CallEffect = 'constant' | 'escaped' | 'arguments' | 'receiver' | 'replaces' | 'maps' | 'matches' | 'unknown'

/** What a call of a library does with text. */
export function callEffect(name: string, method: string, language: Language): CallEffect {
  if (ESCAPES[language].test(name)) return 'escaped'
  if (SHAPELESS.test(name) || SHAPELESS_METHODS.test(method)) return 'constant'
  if (COPIES_ARGUMENTS.test(name)) return 'arguments'
  if (!OF_A_VALUE.test(name)) return 'unknown'
  if (REPLACES.test(method)) return 'replaces'
  if (method === 'match') return 'matches'
  if (/(searchParams|URLSearchParams\(\)|formData\(\)|FormData\(\))\.(get|getAll)$/.test(name)) return 'receiver'
  if (/^(map|flatMap|reduce)$/.test(method)) return 'maps'
  return COPIES_RECEIVER.test(method) ? 'receiver' : 'unknown'
}

/** Whether the replacing leaves only harmless characters: `replace(/[^a-z0-9]/gi, '')`. */
export function keepsOnly(pattern: string): boolean {
  const kept = /^\(?\[\^(.+)\]\+?\)?$/.exec(pattern)?.[1]
  return kept !== undefined && !/['"`;\\$&|<>()]/.test(kept.replace(/\\[wd.-]/g, ''))
}

/** Whether a pattern takes no notice of the characters that end a text: spaces, dashes, placeholders. */
export function ignoresQuotes(pattern: string, language: Language): boolean {
  return language === 'sql'
    ? !/['"\\.^]|\\[WSD]/.test(pattern.replace(/\\[sdw]/g, ''))
    : /^(\\s|\s|,|-|_|\/|\\\/)*[+*]?$/.test(pattern)
}
