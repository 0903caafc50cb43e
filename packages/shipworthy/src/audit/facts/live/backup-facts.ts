/** What is known of it. */
export interface BackupFacts {
  target: string
}
