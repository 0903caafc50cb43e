import { mergeRanges, secretRanges, type SecretRange } from '../../facts/secret-ranges.ts'
import { settingRanges } from '../../facts/setting-ranges.ts'

/** Passwords in variables of any name for them, and as options of the clients of databases. */
const PASSWORD =
  /(\b\w*(?:PASS|PWD)\w*=["']?|--password[= ]["']?|\b(?:mysql|mysqldump|mariadb|mariadb-dump)\b[^\n|;&]*?\s-p["']?)([^\s"'$`;|&]{3,})/gi

export function isShellPath(path: string): boolean {
  return /\.(sh|bash)$|(^|\/)(crontabs?|cron\.d|(docker-)?entrypoint)(\/[^/]+|[._-][\w.-]+)?$|\.cron$/.test(path)
}

/** Secrets of a shell text. The value of a variable ends with its word: what follows is the command. */
export function shellRanges(text: string): SecretRange[] {
  const settings = settingRanges(text).map((range) => {
    const isAssigned = /=["']?$/.test(text.slice(Math.max(0, range.start - 2), range.start))
    const length = isAssigned ? text.slice(range.start, range.end).search(/[\s;|&]|$/) : range.end - range.start
    return { ...range, end: range.start + length }
  })
  const passwords = [...text.matchAll(PASSWORD)].map((match) => {
    const start = match.index + match[1]!.length
    return { start, end: start + match[2]!.length, shown: 0 }
  })
  return mergeRanges([...secretRanges(text), ...settings, ...passwords])
}
