import { isAssignedSecret, isOwnName, SECRET_WORDS, type SecretPattern } from './secret-patterns.ts'
import { rangesOf, type SecretRange } from './secret-ranges.ts'

const VARIABLE =
  '[A-Z0-9_]*(?:SECRET|PASSWORD|PASSWD|TOKEN|API_?KEY|PRIVATE_?KEY|ENCRYPTION_?KEY|ACCESS_?KEY|CREDENTIALS?|SALT|_KEY)[A-Z0-9_]*'
/** A value that only refers to a secret: `$NAME`, `${{ secrets.NAME }}`, `process.env.NAME`. */
const NO_REFERENCE = '(?!["\']?(?:\\$|\\{\\{|<|process\\.|env\\b))'

/** Switches and numbers keep nobody out. */
const PLAIN = /^(true|false|yes|no|on|off|null|none|~|\d{1,6})$/i

const VARIABLES: readonly SecretPattern[] = [
  // `JWT_SECRET=value`, `- JWT_SECRET: value`, `ENV JWT_SECRET value`
  {
    pattern: new RegExp(
      `(^[ \\t]*(?:#[ \\t]*)?(?:export\\s+|ENV\\s+|ARG\\s+|-\\s*)?["']?${VARIABLE}["']?[ \\t]*[=:][ \\t]*["']?|^[ \\t]*ENV\\s+${VARIABLE}\\s+|(?<=[ \\t"'])${VARIABLE}=["']?)${NO_REFERENCE}([^\\s"'#]{3,})`,
      'gm',
    ),
    hint: /[A-Z]/,
    accepts: (secret, before) => !PLAIN.test(secret) && !isOwnName(secret, before),
  },
]

/** Values of variables whose names say what they are, as shells, dotenv, YAML and Dockerfiles write them. */
export function variableRanges(text: string): SecretRange[] {
  return rangesOf(text, VARIABLES)
}

const SETTINGS: readonly SecretPattern[] = [
  // `db.password: value`, `_authToken=value`
  {
    pattern: new RegExp(
      `(^[ \\t]*(?:[#;][ \\t]*)?(?:-[ \\t]+)?["']?[^\\s"'#=]*?(?:${SECRET_WORDS}|_auth)[\\w.-]*["']?[ \\t]*[:=][ \\t]*["']?)${NO_REFERENCE}(?![|>&*{\\[])([^\\s"'#][^\\n"'#]*[^\\s"'#,]|[^\\s"'#,])`,
      'gim',
    ),
    hint: new RegExp(`${SECRET_WORDS}|_auth`, 'i'),
    accepts: (secret, before) => !PLAIN.test(secret) && isAssignedSecret(secret, before),
  },
  // `- name: DB_PASSWORD` with `value: …` below it
  {
    pattern: new RegExp(
      `(name:[ \\t]*["']?${VARIABLE}["']?[ \\t]*\\r?\\n[ \\t]*value:[ \\t]*["']?)${NO_REFERENCE}([^\\s"'#]+)`,
      'g',
    ),
    hint: /value:/,
  },
]

/** The same in files that hold settings and no code, where a value needs no quotes. */
export function settingRanges(text: string): SecretRange[] {
  return [...variableRanges(text), ...rangesOf(text, SETTINGS), ...kubernetesSecrets(text)]
}

const KIND_SECRET = /^kind:\s*["']?Secret\b/m

/** Every value below `data` and `stringData` of a Kubernetes Secret. */
function kubernetesSecrets(text: string): SecretRange[] {
  if (!KIND_SECRET.test(text)) return []
  const ranges: SecretRange[] = []
  let offset = 0
  let block: number | undefined
  for (const line of text.split('\n')) {
    const indent = line.length - line.trimStart().length
    if (block !== undefined && line.trim() !== '' && indent <= block) block = undefined
    const value = block === undefined ? undefined : /^(\s+[^\s:]+:\s*["']?|\s+)([^\s"'|>].*?)["']?\s*$/.exec(line)
    if (value) {
      const start = offset + value[1]!.length
      ranges.push({ start, end: start + value[2]!.length, shown: 0 })
    }
    if (/^\s*(data|stringData):\s*$/.test(line)) block = indent
    offset += line.length + 1
  }
  return ranges
}
