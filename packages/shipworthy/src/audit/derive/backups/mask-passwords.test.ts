import { describe, expect, it } from 'vitest'
import { maskPasswords } from './mask-passwords.ts'

const TEXTS: [text: string, masked: string][] = [
  ['mysqldump -u root -phunter2 app', 'mysqldump -u root -p… app'],
  ['mysqldump --password=hunter2 app', 'mysqldump --password=… app'],
  ["PGPASSWORD='hunter2' pg_dump app", "PGPASSWORD='…' pg_dump app"],
  ['export PGPASSWORD="hunter2"', 'export PGPASSWORD="…"'],
  ['pg_dump postgres://app:hunter2@db/app', 'pg_dump postgres://app:…@db/app'],
  ['mongodump --password hunter2', 'mongodump --password …'],
  ['PGPASSWORD=$DB_PASSWORD pg_dump app', 'PGPASSWORD=$DB_PASSWORD pg_dump app'],
  ['mysqldump -p"$PASS" app', 'mysqldump -p"$PASS" app'],
  ['pg_dump -p 5432 app', 'pg_dump -p 5432 app'],
  ['pg_dump -h db.example.com app | gzip', 'pg_dump -h db.example.com app | gzip'],
]

describe('maskPasswords', () => {
  for (const [text, masked] of TEXTS) it(text, () => expect(maskPasswords(text)).toBe(masked))
})
