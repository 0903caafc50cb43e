import { describe, expect, it } from 'vitest'
import { maskText } from './mask-text.ts'

const TEXTS: [text: string, kept: string][] = [
  ['PGPASSWORD=Tr0ub4dor pg_dump -h db app > app.sql', ' pg_dump -h db app > app.sql'],
  ['DB_PASS="Tr0ub4dor"\nmysqldump app', '"\nmysqldump app'],
  ['mysqldump -u root -pTr0ub4dor app', ' app'],
  ['mongodump --password Tr0ub4dor --archive', ' --archive'],
  ['pg_dump postgres://app:Tr0ub4dor@db/app', '@db/app'],
]

describe('a shell text that is saved', () => {
  for (const [text, kept] of TEXTS)
    it(text, () => {
      const masked = maskText('scripts/backup.sh', text)
      expect(masked).not.toContain('Tr0ub4dor')
      expect(masked.endsWith(kept)).toBe(true)
      expect(masked).toHaveLength(text.length)
    })
})
