import type { Acknowledgement, Alert, AlertReason } from '../../model/alert.ts'
import type { Incident } from '../../model/incident.ts'
import type { Kind } from '../../model/kind.ts'
import type { Silence } from '../../model/silence.ts'
import type { Status } from '../../model/status.ts'

/** A check that is not healthy, or was not until a moment ago. Times without another word are on the steady clock. */
export interface Trouble {
  check: string
  kind: Kind
  labels: Readonly<Record<string, string>>
  /** Checks that it depends on, directly or not. */
  ancestors: readonly string[]
  /** How long it may take to recover after what it depends on has. */
  settleMs: number
  incident: Incident
  /** How each monitor sees it, by instance. */
  reports: Record<string, Status>
  /** When it became unhealthy, each time within the window of flapping. */
  opens: number[]
  healthySince?: number
  /** Since no monitor that is alive sees it. */
  orphanSince?: number
  /** Not told before. */
  holdUntil: number
  isExplained?: boolean
  /** By a silence or by maintenance. */
  isMuted?: boolean
  /** Key of its group. */
  group?: string
}

/** What a notifier knows of a group. */
export interface Told {
  checks: string[]
  rank: number
  isFlapping?: boolean
  /** Something about it was delivered: its end will be, too. */
  got?: boolean
}

/** Troubles that are told together. */
export interface AlertGroup {
  id: string
  key: string
  /** Not told before; then, further checks not before. */
  dueAt: number
  /** Milliseconds since 1970. */
  firedAt?: number
  firedAtSteady?: number
  /** When something was last said of it. */
  toldAt?: number
  /** Of the checks that are over meanwhile. */
  closed: Record<string, Pick<Trouble, 'incident' | 'labels'>>
  told: Record<string, Told>
  reminders: number
  remindAt?: number
  /** Steps of escalation that are done. */
  escalated: number[]
  acknowledged?: Acknowledgement
}

/** What has to be sent to one notifier. */
export interface QueuedDelivery {
  id: string
  notifier: string
  reason: AlertReason
  alert: Alert
  /** Instance that sends it. */
  owner: string
  createdAt: number
  nextAt: number
  attempts: number
  error?: string
  /** Of a resolve: pointless if nothing before it is delivered. */
  needsFire?: boolean
}

/** What came of a delivery. */
export interface FinishedDelivery {
  id: string
  notifier: string
  reason: AlertReason
  alert: string
  summary: string
  result: 'sent' | 'dead'
  attempts: number
  /** Milliseconds since 1970. */
  at: number
  error?: string
}

/** Everything about alerts that must survive a restart; plain JSON. */
export interface AlertBook {
  format: 1
  /** Heartbeats of the monitors that hold something here: a number that grows while they live. */
  instances: Record<string, number>
  /** By name of the check. */
  troubles: Record<string, Trouble>
  /** `opens` of troubles that are over. */
  flaps: Record<string, number[]>
  groups: Record<string, AlertGroup>
  silences: Silence[]
  queue: QueuedDelivery[]
  finished: FinishedDelivery[]
  sequence: number
}

export function emptyBook(): AlertBook {
  return {
    format: 1,
    instances: {},
    troubles: {},
    flaps: {},
    groups: {},
    silences: [],
    queue: [],
    finished: [],
    sequence: 0,
  }
}

/** The book in a text; undefined for anything else. */
export function readBook(text: string): AlertBook | undefined {
  try {
    const book = JSON.parse(text) as AlertBook
    return book.format === 1 && isSound({ ...emptyBook(), ...book }) ? { ...emptyBook(), ...book } : undefined
  } catch {
    return undefined
  }
}

/** Whether everything is of its kind; what is in it was written by this package. */
function isSound({ instances, troubles, flaps, groups, silences, queue, finished }: AlertBook): boolean {
  const records = [...Object.values(troubles), ...Object.values(groups), ...silences, ...queue, ...finished]
  return (
    [instances, flaps].every(isRecord) &&
    [silences, queue, finished].every(Array.isArray) &&
    records.every(isRecord) &&
    Object.values(troubles).every(
      ({ reports, opens, incident }) => isRecord(reports) && Array.isArray(opens) && isRecord(incident),
    ) &&
    queue.every(({ alert }) => isRecord(alert))
  )
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function copyBook(book: AlertBook): AlertBook {
  return JSON.parse(JSON.stringify(book)) as AlertBook
}
