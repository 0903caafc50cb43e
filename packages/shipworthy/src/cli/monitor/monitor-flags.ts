/** Options of `monitor`. */
export interface MonitorFlags {
  config?: string
  once?: boolean
  failOn?: 'critical' | 'warning'
  color?: boolean
}
