/** What is known of a service that was started, asked and stopped. */
export interface ProcessFacts {
  /** The command, secrets redacted. */
  command: string
  /** Where it answered: `http://127.0.0.1:41234`. */
  origin: string
  /** From its start until it took connections. */
  bootMs: number
  /** What it did when its database was not there; left out when no variable names one. */
  badDatabase?: BadDatabaseStart
  rest: RestingFigures
  /** Left out when it had ended before it was told to. */
  stop?: ServiceStop
}

/** A start with every address of a database pointing to a port that drops connections. */
export interface BadDatabaseStart {
  /** Variables that were changed. */
  variables: string[]
  /** How long it was given. */
  waitedMs: number
  /** How it ended; left out when it was still running. */
  exit?: ProcessExit
  /** It took connections. */
  listens: boolean
  /** Connections it tried to make to its database. */
  attempts: number
  /** From its start until the last of them. */
  lastAttemptMs?: number
  /** What its health paths answered meanwhile. */
  health: HealthAnswer[]
}

export interface ProcessExit {
  /** Left out when a signal ended it. */
  code?: number
  signal?: string
  afterMs: number
}

/** A health path, and what it answered. */
export interface HealthAnswer {
  path: string
  role: 'liveness' | 'readiness' | 'health'
  /** Left out when there was no answer. */
  status?: number
  /** The first 2,000 bytes, secrets redacted; or why there was no answer. */
  text: string
}

/** A service that nobody asks anything. */
export interface RestingFigures {
  rssBytes?: number
  /** As its own metrics say. */
  eventLoopP99Ms?: number
}

/** What happened after SIGTERM. */
export interface ServiceStop {
  /** How long it was given to end. */
  limitMs: number
  /** Left out when it did not end within the limit. */
  exit?: ProcessExit
  /** Connections that were open and idle. */
  idleConnections: number
  /** A request that was being answered when the signal came; left out when none could be made to last. */
  slow?: SlowRequest
  /** Names of processes that were still there when the command had ended. */
  left: string[]
}

/** A request that the service had begun to work on before SIGTERM, and that ended after it. */
export interface SlowRequest {
  /** `POST /…, its body held back` */
  text: string
  /** Status that the same request has when nothing is stopped. */
  usual: number
  /** Status that came; left out when the connection was cut. */
  status?: number
  /** Why none came. */
  problem?: string
  /** From the signal until its end. */
  afterMs: number
}
