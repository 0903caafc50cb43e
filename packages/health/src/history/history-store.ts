import type { CheckResult } from '../model/check-result.ts'
import type { Transition } from '../model/health-events.ts'
import type { Incident } from '../model/incident.ts'
import type { SeriesPoint } from '../series/series-point.ts'

/** What happened since the last batch, in order. Of an incident the newest replaces the ones before. */
export interface HistoryBatch {
  results: readonly CheckResult[]
  transitions: readonly Transition[]
  incidents: readonly Incident[]
}

export interface ResultQuery {
  check?: string
  /** Milliseconds since 1970, inclusive. */
  from?: number
  /** Milliseconds since 1970, exclusive. */
  to?: number
  /** The newest that many; 1,000 by default. */
  limit?: number
}

export interface IncidentQuery extends ResultQuery {
  /** Only those that are not resolved. */
  open?: boolean
}

export interface SeriesQuery {
  check: string
  from: number
  to: number
  /** Steps begin at multiples of it. */
  stepMs: number
}

/** Keeps results and incidents. It may be slow and it may fail: it is written behind a bounded queue, never on the check path. */
export interface HistoryStore {
  /** For messages and metrics: `memory`, `sqlite`, … */
  readonly name: string
  /** May be called again with what it was given before, when it failed or was cut off; nothing may be there twice. */
  append(batch: HistoryBatch): void | Promise<void>
  /** Oldest first. */
  results(query: ResultQuery): readonly CheckResult[] | Promise<readonly CheckResult[]>
  /** Oldest first; steps without results are left out. Where less is kept, steps are as far apart as what is kept. */
  series(query: SeriesQuery): readonly SeriesPoint[] | Promise<readonly SeriesPoint[]>
  /** Newest first, those still open included. */
  incidents(query: IncidentQuery): readonly Incident[] | Promise<readonly Incident[]>
  /** A small document by key, for what must survive a restart (open alerts, silences); undefined when there is none. */
  load?(key: string): StoredDocument | undefined | Promise<StoredDocument | undefined>
  /** Writes it if its version is still `expected` (0: there is none yet); false if somebody else was first. */
  save?(key: string, text: string, expected: number): boolean | Promise<boolean>
  close?(): void | Promise<void>
}

export interface StoredDocument {
  text: string
  version: number
}
