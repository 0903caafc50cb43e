/** A request, whatever server it came through. */
export interface HealthRequest {
  method: string
  /** As it stands in the request line: path and query. */
  url: string
  /** By lower-case name. */
  headers: Readonly<Record<string, string | readonly string[] | undefined>>
  remoteAddress?: string | undefined
  /** What the framework passes on; for a predicate that looks at the user it found. */
  raw?: unknown
}

/** Complete: nothing is left to be computed. Often shared between requests, and therefore frozen. */
export interface HealthResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface HealthHandler {
  /** Whether a path may be one of ours: cheap, for what stands in front of every request. */
  owns(url: string): boolean
  /** The answer, or undefined for a path that is not ours. Only exports of history are promises. */
  handle(request: HealthRequest): HealthResponse | Promise<HealthResponse> | undefined
}

/** Who may do what. */
export interface Access {
  mayReadDetails(request: HealthRequest): boolean
  mayReadMetrics(request: HealthRequest): boolean
  mayControl(request: HealthRequest): boolean
}
