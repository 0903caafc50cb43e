import type { Backup, BackupFacts } from '../facts/live/backup-facts.ts'

/** Noon of the day on which the examples are looked at. */
const READ_AT = '2026-11-30T12:00:00.000Z'
const HOUR_MS = 3_600_000

/** A backup of so many hours ago. */
export function backup(hoursAgo: number, facts: Partial<Backup> = {}): Backup {
  const at = new Date(Date.parse(READ_AT) - hoursAgo * HOUR_MS).toISOString()
  return {
    file: `app-${at.slice(0, 10)}.dump`,
    at,
    bytes: 5_000_000,
    series: 'app-#.dump',
    hasChecksum: true,
    ...facts,
  }
}

export function backupFacts(backups: readonly Backup[], facts: Partial<BackupFacts> = {}): BackupFacts {
  return { target: 'backups', readAt: READ_AT, origin: 'folder', backups: [...backups], otherFiles: 0, ...facts }
}
