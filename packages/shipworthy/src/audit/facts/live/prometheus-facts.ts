/** What Prometheus and Alertmanager say about the watching of the service. */
export interface PrometheusFacts {
  target: string
  targets: ScrapeTarget[]
  rules: LoadedRule[]
  /** Names of metrics that exist. */
  metrics: string[]
  /** More exist than were asked for: what is not among them may exist. */
  isCut: boolean
  /** Alertmanagers that alerts are sent to; absent when it was not told. */
  alertmanagers?: number
  /** `--alertmanager-url` was given: whether it says that it is ready. */
  alertmanagerReady?: boolean
}

export interface ScrapeTarget {
  job: string
  instance: string
  /** `host:port` that is scraped. */
  address: string
  health: 'up' | 'down' | 'unknown'
  lastError: string
}

export interface LoadedRule {
  name: string
  group: string
  query: string
  kind: 'alerting' | 'recording'
  lastError: string
  /** Metrics that the query names. */
  metrics: string[]
}
