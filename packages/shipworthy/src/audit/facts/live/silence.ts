/** What kept a part from answering. */
export type SilenceCause =
  | 'refused'
  | 'dns'
  | 'timeout'
  | 'reset'
  | 'unreachable'
  | 'authentication'
  | 'tls'
  | 'protocol'
  | 'other'

/** A part that was asked for and gave nothing. */
export interface Silent {
  state: 'silent'
  cause: SilenceCause
  reason: string
  /** The address is one of the environment that is deployed to: the service meets the same. */
  isDeployed?: true
}
