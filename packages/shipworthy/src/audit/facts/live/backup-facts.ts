/** What lies where backups go. */
export interface BackupFacts {
  /** The folder or manifest, as it was named. */
  target: string
  /** When it was looked at: ISO 8601. */
  readAt: string
  origin: 'folder' | 'manifest'
  /** Newest first; the newest 1,000. */
  backups: Backup[]
  /** Files that are not recognised as backups. */
  otherFiles: number
  /** Loss that may be accepted, in hours, as the manifest declares it. */
  rpoHours?: number
}

export interface Backup {
  file: string
  /** When it was made: ISO 8601. */
  at: string
  bytes: number
  /** Name without dates and numbers: backups of the same series are compared. */
  series: string
  hasChecksum: boolean
  /** `pg_dump` */
  tool?: string
  /** `17.2` */
  toolVersion?: string
  /** When it was last restored for a trial: ISO 8601. */
  restoreVerifiedAt?: string
}
