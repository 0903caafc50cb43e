import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MigrationRow, MigrationTable } from '../../../facts/live/migration-table.ts'
import { sha256Hex } from '../../../model/sha256.ts'
import type { MigrationSet } from '../../migrations/migrations-view.ts'
import { compareMigrations } from './compare-migrations.ts'

const DATABASE = { target: 'db:5432/app', tables: { known: true, value: 9 } } as const

function setOf(tool: string, directory: string, names: readonly string[]): MigrationSet {
  const files = names.map((name) => `${directory}/${name}`)
  return { tool, directory, files, sqlFiles: files.filter((file) => file.endsWith('.sql')) }
}

function tableOf(tool: MigrationTable['tool'], rows: readonly (string | MigrationRow)[]): MigrationTable {
  const full = rows.map((row): MigrationRow => (typeof row === 'string' ? { name: row, state: 'applied' } : row))
  return { tool, table: tool, rows: full, isCut: false, isLocked: false }
}

const compare = (
  sets: MigrationSet[],
  tables: MigrationTable[],
  texts: Record<string, string> = {},
): ReturnType<typeof compareMigrations> => compareMigrations({ sets, text: (path) => texts[path] }, tables, DATABASE)

describe('compareMigrations', () => {
  it('finds pending exactly what was not applied, in whatever order it was', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[0-9]{3}_[a-z]{1,6}$/), { minLength: 1, maxLength: 12 })
    const cases = names.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: 1 })))
    fc.assert(
      fc.property(cases, ([all, applied]) => {
        const files = setOf(
          'knex',
          'migrations',
          all.map((name) => `${name}.ts`),
        )
        const { compared } = compare(
          [files],
          [
            tableOf(
              'knex',
              applied.map((name) => `${name}.js`),
            ),
          ],
        )
        const expected = all.filter((name) => !applied.includes(name)).map((name) => `migrations/${name}.ts`)
        expect(compared.map(({ pending, matched }) => ({ pending, matched }))).toEqual([
          { pending: expected, matched: applied.length },
        ])
      }),
    )
  })

  it('does not count what was rolled back, nor ask again for what failed', () => {
    const files = setOf('prisma', 'prisma/migrations', ['1_a/migration.sql', '2_b/migration.sql', '3_c/migration.sql'])
    const rows: MigrationRow[] = [
      { name: '1_a', state: 'applied' },
      { name: '2_b', state: 'rolled-back' },
      { name: '3_c', state: 'failed' },
    ]
    expect(compare([files], [tableOf('prisma', rows)]).compared[0]!.pending).toEqual([
      'prisma/migrations/2_b/migration.sql',
    ])
  })

  it('says nothing of migrations that only the database has', () => {
    const files = setOf('knex', 'migrations', ['9_squashed.js'])
    const { compared, doubts } = compare([files], [tableOf('knex', ['1_a.js', '9_squashed.js'])])
    expect(compared[0]).toMatchObject({ pending: [], edited: [] })
    expect(doubts).toEqual([])
  })

  it('keeps apart the folders of two databases', () => {
    const sets = [setOf('knex', 'a/migrations', ['1_a.js', '2_a.js']), setOf('knex', 'b/migrations', ['1_b.js'])]
    const { compared, doubts } = compare(sets, [tableOf('knex', ['1_a.js'])])
    expect(compared.map(({ set, pending }) => [set.directory, pending])).toEqual([
      ['a/migrations', ['a/migrations/2_a.js']],
    ])
    expect(doubts).toEqual(['what knex holds does not fit b/migrations'])
  })

  it('does not take the rows that were left out for pending', () => {
    const table = { ...tableOf('knex', ['2_b.js']), isCut: true }
    expect(compare([setOf('knex', 'migrations', ['1_a.js', '2_b.js'])], [table]).compared).toEqual([])
  })

  it('cannot tell whether a text that is no UTF-8, or that is masked in saved facts, was changed', () => {
    const files = setOf('prisma', 'prisma/migrations', ['1_a/migration.sql'])
    const rows: MigrationRow[] = [{ name: '1_a', state: 'applied', checksum: sha256Hex('a') }]
    const edited = (text: string): number =>
      compare([files], [tableOf('prisma', rows)], { 'prisma/migrations/1_a/migration.sql': text }).compared[0]!.edited
        .length
    expect([edited('a'), edited('b'), edited('b\uFFFD'), edited('\uFEFFa')]).toEqual([0, 1, 0, 0])
    expect(edited('-- postgres://app:Zr2Lw9Xk4Tn7Vb1H@db.example.com/app')).toBe(0)
  })
})

describe('Drizzle', () => {
  const SET = setOf('drizzle', 'drizzle', ['0000_a.sql', '0001_b.sql'])
  const TEXTS = { 'drizzle/0000_a.sql': 'a', 'drizzle/0001_b.sql': 'b' }
  const row = (text: string, order: number): MigrationRow => ({
    name: sha256Hex(text),
    checksum: sha256Hex(text),
    state: 'applied',
    order,
  })

  it('without its journal goes by hashes alone', () => {
    expect(compare([SET], [tableOf('drizzle', [row('a', 1)])], TEXTS).compared[0]!.pending).toEqual([
      'drizzle/0001_b.sql',
    ])
  })

  it('without its journal cannot tell an edited file from a pending one', () => {
    expect(compare([SET], [tableOf('drizzle', [row('a', 1), row('other', 2)])], TEXTS)).toMatchObject({
      compared: [],
      doubts: [expect.stringContaining('does not fit')],
    })
  })
})
