import type { MigrationRow, RecordedTool } from '../../../facts/live/migration-table.ts'
import { baseName, folderOf } from '../../../facts/paths.ts'

/** What a tool knows a file of migrations by; nothing for a file that is none. */
export function keyOfFile(tool: RecordedTool, path: string): string | undefined {
  if (tool === 'prisma') return path.endsWith('/migration.sql') ? baseName(folderOf(path)) : undefined
  if (tool === 'typeorm') return /\d{13}/.exec(baseName(path))?.[0]
  return withoutEnding(baseName(path))
}

export function keyOfRow(tool: RecordedTool, { name, order }: MigrationRow): string {
  return tool === 'typeorm' ? String(order) : withoutEnding(name)
}

/** Files are written in TypeScript and applied as JavaScript. */
function withoutEnding(name: string): string {
  return name.replace(/\.([cm]?[jt]s|sql)$/, '')
}
