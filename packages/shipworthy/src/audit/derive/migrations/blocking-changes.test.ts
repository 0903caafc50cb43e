import { describe, expect, it } from 'vitest'
import { blockingChanges } from './blocking-changes.ts'
import { sqlStatements } from './sql-statements.ts'

const tables = (sql: string): string[] => blockingChanges(sql).map(({ table, line }) => `${table}:${line}`)

describe('changes that hold up a table', () => {
  it.each([
    ['CREATE INDEX a ON orders (x)', ['public.orders:1']],
    ['create unique index if not exists a on only shop."Orders" using btree (x);', ['shop.Orders:1']],
    ['-- first\n\nALTER TABLE orders\n  ALTER COLUMN total SET NOT NULL;', ['public.orders:3']],
    ['ALTER TABLE orders ALTER total TYPE bigint', ['public.orders:1']],
    ['ALTER TABLE orders ADD CONSTRAINT f FOREIGN KEY (u) REFERENCES users (id)', ['public.orders:1']],
    ['ALTER TABLE orders ADD CHECK (total > 0)', ['public.orders:1']],
    ['ALTER TABLE orders ADD COLUMN paid boolean NOT NULL', ['public.orders:1']],
  ])('%s', (sql, expected) => expect(tables(sql)).toEqual(expected))

  it.each([
    'CREATE INDEX CONCURRENTLY a ON orders (x)',
    'ALTER TABLE orders ADD CONSTRAINT f FOREIGN KEY (u) REFERENCES users (id) NOT VALID',
    'ALTER TABLE orders ADD COLUMN paid boolean NOT NULL DEFAULT false',
    'ALTER TABLE orders ADD COLUMN paid boolean DEFAULT false NOT NULL',
    'ALTER TABLE orders ADD COLUMN note text',
    'ALTER TABLE orders VALIDATE CONSTRAINT f',
    'CREATE TABLE orders (id int); CREATE INDEX a ON orders (id)',
    "INSERT INTO notes VALUES ('CREATE INDEX a ON orders (x)')",
    '/* CREATE INDEX a ON orders (x); */ SELECT 1',
    'CREATE FUNCTION f() RETURNS void AS $$ BEGIN; CREATE INDEX a ON orders (x); END $$ LANGUAGE plpgsql',
  ])('not %s', (sql) => expect(tables(sql)).toEqual([]))

  it('come to an end on whatever is slow to search', () => {
    for (const piece of ['-- ', '/*', "'", '$a$', '"', 'CREATE INDEX ', 'ALTER TABLE a ADD b NOT NULL '])
      expect(() => blockingChanges(piece.repeat(20_000))).not.toThrow()
  })
})

it('statements are taken apart where PostgreSQL does', () => {
  expect(sqlStatements("SELECT 'a;b';\n-- c;\nSELECT $x$;$x$;;")).toEqual([
    { text: "SELECT 'a;b'", line: 1 },
    { text: 'SELECT $x$;$x$', line: 3 },
  ])
})
