import type { Format } from '../formats.ts'

export const FAIL_ON = ['critical', 'warning', 'info', 'never'] as const

/** What `check` was asked for on the command line. */
export interface CheckFlags {
  format?: Format[]
  output?: string[]
  failOn?: (typeof FAIL_ON)[number]
  failOnNew?: true
  /** `false` for `--no-baseline`. */
  baseline?: string | false
  /** `false` for `--no-inline-ignores`. */
  inlineIgnores?: boolean
  /** `YYYY-MM-DD` */
  today?: string
  minScore?: number
  minCoverage?: number
  /** `false` for `--no-config`. */
  config?: string | false
  /** Services by name or folder. */
  service?: string[]
  /** Audit a project with several services as one. */
  whole?: true
  /** Packages or files with rules. */
  plugin?: string[]
  /** `false` for `--no-cache`. */
  cache?: boolean
  /** Where the service answers. */
  url?: string
  /** `true`: the one of `--url`. */
  tls?: string | true
  databaseUrl?: string
  redisUrl?: string
  prometheusUrl?: string
  alertmanagerUrl?: string
  backups?: string
  /** Command that starts the service. */
  start?: string
  envFile?: string
  header?: string[]
  ca?: string
  active?: true
  load?: string | true
  iAmAuthorisedToTest?: string[]
  timeout?: number
  /** When, in the course of a deployment, the check runs. */
  phase?: 'predeploy'
  save?: string
  from?: string
  quiet?: true
  color?: boolean
  debug?: true
}
