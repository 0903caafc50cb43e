/** What Redis says of itself. What it would not tell is absent. */
export interface RedisFacts {
  /** `host:port/database` */
  target: string
  /** Where the connection ended, from the socket: loopback, a private network, or an address that everybody can reach. */
  network: 'loopback' | 'private' | 'public' | 'unknown'
  encrypted: boolean
  /** The address that was given holds a password. */
  hasPassword: boolean
  /** PING without a password is answered. */
  isOpen?: boolean
  version?: string
  role?: 'master' | 'slave'
  connectedReplicas?: number
  uptimeSeconds?: number
  usedBytes?: number
  /** 0: no limit. */
  maxBytes?: number
  /** What happens at the limit: `noeviction`, `allkeys-lru`, … */
  policy?: string
  /** Snapshots are taken on a schedule. */
  snapshots?: boolean
  appendOnly?: boolean
  hits?: number
  misses?: number
  sample?: KeySample
}

/** Keys that SCAN gave, at most 1,000, without their names. */
export interface KeySample {
  keys: number
  /** Of queues of BullMQ and Bull. */
  queueKeys: number
  /** Of the others: those that never expire. */
  withoutExpiry: number
}
