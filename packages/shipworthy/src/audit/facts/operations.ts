/** A line of a file around the service that says something of how it is run. */
export interface OperationsNote {
  topic: 'alert' | 'backup' | 'managed-database' | 'platform-command'
  /** What says so: `prometheus`, `terraform`, `documentation` … */
  kind: string
  path: string
  line: number
  text: string
}

/** A table of cron jobs: a crontab file. */
export interface Crontab {
  path: string
  entries: CronEntry[]
}

export interface CronEntry {
  /** `0 3 * * *` or `@daily` */
  schedule: string
  command: string
  line: number
}
