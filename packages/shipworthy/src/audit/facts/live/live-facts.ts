import type { BackupFacts } from './backup-facts.ts'
import type { EnvironmentFacts } from './environment-facts.ts'
import type { FaultFacts } from './fault-facts.ts'
import type { HttpFacts } from './http-facts.ts'
import type { LimitFacts } from './limit-facts.ts'
import type { LoadFacts } from './load-facts.ts'
import type { MysqlFacts } from './mysql-facts.ts'
import type { PostgresFacts } from './postgres-facts.ts'
import type { ProcessFacts } from './process-facts.ts'
import type { PrometheusFacts } from './prometheus-facts.ts'
import type { QueueFacts } from './queue-facts.ts'
import type { RedisFacts } from './redis-facts.ts'
import type { PaymentFacts } from './payment-facts.ts'
import type { Silent } from './silence.ts'
import type { TlsFacts } from './tls-facts.ts'

/** What each part of a running system gave. */
export interface LiveParts {
  http: HttpFacts
  tls: TlsFacts
  postgres: PostgresFacts
  mysql: MysqlFacts
  redis: RedisFacts
  queues: QueueFacts
  process: ProcessFacts
  faults: FaultFacts
  load: LoadFacts
  backups: BackupFacts
  prometheus: PrometheusFacts
  payments: PaymentFacts
  environment: EnvironmentFacts
  limits: LimitFacts
}

export type LivePart = keyof LiveParts

/** What became of asking one part: what it said, or why nothing is known. */
export type Answer<T> = { state: 'answered'; facts: T } | Silent

/** A part that was asked for, and whether it answered. */
export interface LiveTarget {
  part: LivePart
  /** What a reader knows it by: an address without credentials, a command, a folder. */
  name: string
  state: 'answered' | 'silent'
  /** Why it is silent. */
  reason?: string
}

/** Something that was sent to the running system. */
export interface SentRequest {
  part: LivePart
  /** `GET https://api.example.com/health`, `SHOW statement_timeout` */
  text: string
  /** `200 application/json 41 B`, `no answer: connection refused` */
  answer: string
  /** How often, when more than once: a burst and a round of load are one line. */
  times?: number
  /** Milliseconds since the first. */
  atMs: number
}

/** All that was seen of a running system. Without secrets: what is in here may be saved and sent. */
export interface LiveFacts {
  targets: LiveTarget[]
  sent: SentRequest[]
  /** Probes that change counters and logs were allowed. */
  active: boolean
  answers: { [Part in LivePart]?: Answer<LiveParts[Part]> }
}
