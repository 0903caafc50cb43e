/** What `explain` was asked for on the command line. */
export interface ExplainFlags {
  format?: 'terminal' | 'json'
  plugin?: string[]
  color?: boolean
}
