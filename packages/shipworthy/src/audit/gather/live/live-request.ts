import type { LivePart } from '../../facts/live/live-facts.ts'

/** What of a running system is to be examined, and how far the probes may go. */
export interface LiveRequest {
  /** Where the service answers: `https://staging.example.com`. */
  url?: string
  /** `host:port` whose TLS is looked at; that of `url` when it is `true`. */
  tls?: string | true
  databaseUrl?: string
  redisUrl?: string
  /** Command that starts the service, and in which folder. */
  start?: { command: string; folder: string }
  /** Variables of the environment that is deployed to, from `--env-file`. */
  environment?: ReadonlyMap<string, string>
  /** Where those variables come from, as the report names it. */
  environmentFile?: string
  /** Where Stripe is asked; its own address unless something stands in for it. */
  stripeUrl?: string
  prometheusUrl?: string
  alertmanagerUrl?: string
  /** Folder of backups, or a manifest of them. */
  backups?: string
  /** The deployment that applies migrations is still to come. */
  predeploy?: boolean
  /** Headers that go with every HTTP request to `url`, such as credentials of a test user. */
  headers?: Readonly<Record<string, string>>
  /** A certificate authority that the system uses, PEM. */
  ca?: string
  /** Probes may change counters and logs: bursts, bad logins, malformed bodies. */
  active: boolean
  /** Loads the service for a while. */
  load?: LoadProfile
  /** For everything together. */
  timeoutMs: number
}

/** How much load, for how long, and what is expected of the service under it. */
export interface LoadProfile {
  connections: number
  /** Each round. */
  seconds: number
  rounds: number
  /** Path that is asked for; one that answers with 2xx when left out. */
  path?: string
  averageMs: number
  p95Ms: number
  /** Share of answers, 0–1. */
  errorRate: number
  /** Requests per second that it must sustain, when declared. */
  minRps?: number
}

/** Says which parts a request asks for, and what they are called in a report. */
export type PartNames = Partial<Record<LivePart, string>>
