import { cronEntry } from '../../facts/cron-entry.ts'
import type { Crontab } from '../../facts/operations.ts'
import { readMatching, type Gathering } from './gathering.ts'

const CRONTAB =
  /(^|\/)(crontabs?([._-][\w.-]+)?|[\w.-]+[._-]crontab|[\w.-]+\.cron(tab)?|cron\.d\/[^/]+|crontabs\/[^/]+)$/i

export function gatherCrontabs(gathering: Gathering): Crontab[] {
  const matches = (path: string): boolean => CRONTAB.test(path) && !/\.([cm]?[jt]sx?|mdx?|py|rb|json|ya?ml)$/.test(path)
  return readMatching({ ...gathering, unreadable: [] }, 'shell', matches).map(({ path, text }) => ({
    path,
    entries: text.split(/\r?\n/).flatMap((line, index) => cronEntry(line, index + 1) ?? []),
  }))
}
