import type { CronEntry } from './operations.ts'

const FIELD = String.raw`[\d*][\d*/,\-]*|\*/\d+`
const NAMED = '(?:[A-Za-z]{3}(?:[-,][A-Za-z]{3})*)'
const SCHEDULE = new RegExp(
  String.raw`(?:^|["'\s])((?:(?:${FIELD})\s+){3}(?:${FIELD}|${NAMED})\s+(?:${FIELD}|${NAMED})|@(?:hourly|daily|midnight|weekly|monthly|yearly|annually|reboot|every\s+\S+))\s+([^\s*\d].*)$`,
)

/**
 * The schedule and the command in a line of a crontab, or in a command that writes one.
 *
 * @example
 * cronEntry('0 3 * * * /backup.sh', 1)   // { schedule: '0 3 * * *', command: '/backup.sh', line: 1 }
 */
export function cronEntry(text: string, line: number): CronEntry | undefined {
  if (/^\s*#/.test(text) || text.length > 2000) return undefined
  const match = SCHEDULE.exec(text)
  return match ? { schedule: match[1]!.replace(/\s+/g, ' '), command: match[2]!.trim(), line } : undefined
}
