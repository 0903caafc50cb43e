import type { Attempt, Exchange } from './exchange.ts'

/** What a path was asked for. */
export type PathRole =
  | 'root'
  | 'liveness'
  | 'readiness'
  | 'health'
  | 'metrics'
  | 'route'
  | 'unknown-route'
  | 'artefact'
  | 'debug'
  | 'admin'

/** A path that was asked with a plain GET. */
export interface AskedPath {
  path: string
  role: PathRole
  /** Why this path: `app.get in src/app.ts:12`, `readinessProbe of k8s/api.yaml`, `well-known`. */
  origin: string
  /** A manifest or the code says that it is there; it was not only tried. */
  declared: boolean
  /** Without credentials. */
  attempt: Attempt
  /** The same with the credentials that were given, where it was refused without. */
  authorised?: Attempt
  /** How often it was asked until this was its last word; once when left out. */
  tries?: number
  /** What its content was recognised as, where the content itself is not kept: `variables`, `Git repository`, `login page`. */
  sign?: string
}

/** What a site answers over HTTP. */
export interface HttpFacts {
  /** Without credentials, path or query. */
  origin: string
  /** Loopback or a private address. */
  local: boolean
  paths: AskedPath[]
  /** Further conversations, by what they try: `cors:foreign-origin`, `body:malformed-json`, … */
  trials: Record<string, Exchange[]>
  /** How long health paths took, asked one after the other, in milliseconds. */
  timings: Record<string, number[]>
}
