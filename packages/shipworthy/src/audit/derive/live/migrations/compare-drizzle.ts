import type { MigrationTable } from '../../../facts/live/migration-table.ts'
import { sha256Hex } from '../../../model/sha256.ts'
import { baseName } from '../../../facts/paths.ts'
import type { MigrationSet } from '../../migrations/migrations-view.ts'
import type { Drift } from './drift.ts'
import { isComparable } from './is-comparable.ts'
import { textVariants } from './text-variants.ts'

type Texts = (path: string) => string | undefined

/** Drizzle keeps hashes and times; a journal beside the files says which time belongs to which file. */
export function compareDrizzle(table: MigrationTable, set: MigrationSet, text: Texts): Drift | undefined {
  const hashes = new Set(table.rows.map(({ checksum }) => checksum))
  const isApplied = (path: string): boolean =>
    textVariants(text(path) ?? '').some((variant) => hashes.has(sha256Hex(variant)))
  const journal = readJournal(text(`${set.directory}/meta/_journal.json`))
  const unapplied = set.sqlFiles.filter((path) => !isApplied(path))
  const matched = set.sqlFiles.length - unapplied.length
  if (!journal) return matched === table.rows.length ? { matched, pending: unapplied, edited: [] } : undefined
  const orders = new Set(table.rows.map(({ order }) => order))
  const newest = Math.max(0, ...table.rows.map(({ order }) => order ?? 0))
  const whenOf = (path: string): number => journal.get(baseName(path).replace(/\.sql$/, '')) ?? 0
  const known = unapplied.filter((path) => orders.has(whenOf(path)))
  const edited = known.filter((path) => isComparable(text(path) ?? ''))
  return { matched: matched + known.length, pending: unapplied.filter((path) => whenOf(path) > newest), edited }
}

function readJournal(text: string | undefined): ReadonlyMap<string, number> | undefined {
  try {
    const { entries } = JSON.parse(text ?? '') as { entries: { tag: string; when: number }[] }
    return new Map(entries.map(({ tag, when }) => [tag, when]))
  } catch {
    return undefined
  }
}
