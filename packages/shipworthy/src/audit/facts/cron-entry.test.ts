import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cronEntry } from './cron-entry.ts'

const LINES: [text: string, schedule: string | undefined, command?: string][] = [
  ['0 3 * * * /backup.sh >> /var/log/backup.log', '0 3 * * *', '/backup.sh >> /var/log/backup.log'],
  ['*/5 * * * * node poll.js', '*/5 * * * *', 'node poll.js'],
  ['15 2 1-5 jan mon root pg_dump app', '15 2 1-5 jan mon', 'root pg_dump app'],
  ['@daily /backup.sh', '@daily', '/backup.sh'],
  ['RUN echo "0 3 * * * /backup.sh" > /etc/cron.d/backup', '0 3 * * *', '/backup.sh" > /etc/cron.d/backup'],
  ['# 0 3 * * * /backup.sh', undefined],
  ['MAILTO=ops@example.com', undefined],
  ['1 2 3 4 5 6 7', undefined],
  ['select * from t', undefined],
]

describe('cronEntry', () => {
  for (const [text, schedule, command] of LINES)
    it(text, () => {
      expect(cronEntry(text, 7)).toEqual(schedule === undefined ? undefined : { schedule, command, line: 7 })
    })

  it('takes any line', () => {
    const part = fc.constantFrom('*', '1', '/', '-', ',', ' ', '@daily', '"', 'x', 'jan')
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(part, { maxLength: 60 }).map((parts) => parts.join('')),
        ),
        (text) => {
          const entry = cronEntry(text, 1)
          if (entry) expect(text.replace(/\s+/g, ' ')).toContain(entry.schedule)
        },
      ),
    )
  })
})
