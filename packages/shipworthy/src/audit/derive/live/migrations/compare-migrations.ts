import type { DatabaseFacts } from '../../../facts/live/database-facts.ts'
import type { MigrationTable, RecordedTool } from '../../../facts/live/migration-table.ts'
import { sha256Hex } from '../../../model/sha256.ts'
import type { MigrationSet, MigrationsView } from '../../migrations/migrations-view.ts'
import { compareDrizzle } from './compare-drizzle.ts'
import type { Drift } from './drift.ts'
import { isComparable } from './is-comparable.ts'
import { keyOfFile, keyOfRow } from './migration-key.ts'
import { textVariants } from './text-variants.ts'

export interface Comparison extends Drift {
  set: MigrationSet
  /** Left out for a database in which there is nothing at all. */
  table?: MigrationTable
}

export interface MigrationComparison {
  compared: Comparison[]
  /** Why other files could not be compared. */
  doubts: string[]
}

const TOOLS: readonly string[] = [
  'prisma',
  'knex',
  'typeorm',
  'sequelize',
  'drizzle',
  'kysely',
  'node-pg-migrate',
] satisfies RecordedTool[]

/** Migrations of tools whose tables are known. */
export function recordedSets({ sets }: Pick<MigrationsView, 'sets'>): MigrationSet[] {
  return sets.filter(({ tool }) => TOOLS.includes(tool))
}

export function compareMigrations(
  { sets, text }: Pick<MigrationsView, 'sets' | 'text'>,
  tables: readonly MigrationTable[],
  { tables: count, target }: Pick<DatabaseFacts, 'tables' | 'target'>,
): MigrationComparison {
  const [compared, doubts]: [Comparison[], string[]] = [[], []]
  const recorded = recordedSets({ sets })
  for (const set of recorded) {
    const own = tables.filter(({ tool }) => tool === set.tool)
    const isOnly = recorded.filter(({ tool }) => tool === set.tool).length === 1
    if (own.length === 0) {
      if (count.known && count.value === 0 && recorded.length === 1) compared.push({ set, ...nothingApplied(set) })
      else doubts.push(`${target} has no table of ${set.tool}, or it has another name`)
      continue
    }
    const candidates = own.flatMap((table) => compare(table, set, text, isOnly && own.length === 1) ?? [])
    const [best] = candidates.toSorted((a, b) => b.matched - a.matched)
    if (best) compared.push(best)
    else doubts.push(`what ${own[0]!.table} holds does not fit ${set.directory}`)
  }
  return { compared, doubts }
}

function compare(
  table: MigrationTable,
  set: MigrationSet,
  text: MigrationsView['text'],
  isOnly: boolean,
): Comparison | undefined {
  if (table.isCut) return undefined
  const drift = table.tool === 'drizzle' ? compareDrizzle(table, set, text) : compareByName(table, set, text)
  // Without a file in common the table may belong to other files.
  const belongs = drift && (drift.matched > 0 || (table.rows.length === 0 && isOnly))
  return belongs ? { ...drift, set, table } : undefined
}

function compareByName(table: MigrationTable, set: MigrationSet, text: MigrationsView['text']): Drift {
  const rows = new Map(
    table.rows.filter(({ state }) => state !== 'rolled-back').map((row) => [keyOfRow(table.tool, row), row]),
  )
  const files = set.files.flatMap((path) => {
    const key = keyOfFile(table.tool, path)
    return key === undefined ? [] : [{ path, row: rows.get(key) }]
  })
  const known = files.filter(({ row }) => row)
  return {
    matched: known.length,
    pending: files.filter(({ row }) => !row).map(({ path }) => path),
    edited: known
      .filter(({ path, row }) => row!.state === 'applied' && isOther(text(path), row!.checksum))
      .map(({ path }) => path),
  }
}

function isOther(text: string | undefined, checksum: string | undefined): boolean {
  if (checksum === undefined || text === undefined || !isComparable(text)) return false
  return textVariants(text).every((variant) => sha256Hex(variant) !== checksum)
}

function nothingApplied({ tool, files }: MigrationSet): Drift {
  const pending = files.filter((path) => keyOfFile(tool as RecordedTool, path) !== undefined)
  return { matched: 0, pending, edited: [] }
}
