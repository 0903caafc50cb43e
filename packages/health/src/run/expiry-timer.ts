import type { Clock } from '../model/clock.ts'

/** What can become too old. */
export interface Expiring {
  /** On the monotonic clock; Infinity when nothing can. */
  readonly nextExpiryMs: number
  expire(moment: { now: number; monotonic: number }): void
}

export interface ExpiryTimer {
  /** To be called whenever the next expiry may have come nearer. */
  arm(): void
  end(): void
}

/** Lets results expire when their time has come, not only when somebody looks. One timer for all. */
export function createExpiryTimer(expiring: Expiring, clock: Clock): ExpiryTimer {
  let armed: { atMs: number; cancel: () => void } | undefined

  function arm(): void {
    const atMs = expiring.nextExpiryMs
    if (atMs === Infinity || (armed && armed.atMs <= atMs)) return
    armed?.cancel()
    const cancel = clock.after(Math.max(0, atMs - clock.monotonic()), () => {
      armed = undefined
      expiring.expire({ now: clock.now(), monotonic: clock.monotonic() })
      arm()
    })
    armed = { atMs, cancel }
  }

  return { arm, end: () => armed?.cancel() }
}
