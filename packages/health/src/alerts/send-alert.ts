import type { Alert } from '../model/alert.ts'
import type { Clock } from '../model/clock.ts'
import { describeError } from '../text/describe-error.ts'
import { formatDuration } from '../units/duration.ts'
import type { Notifier } from './notifier.ts'

export type SendResult =
  | { isSent: true }
  | { isSent: false; error: string; retryAfterMs?: number; isPermanent?: boolean }

/** Sends to one notifier within a time. Never rejects; what went wrong is told without addresses. */
export async function sendAlert(
  notifier: Notifier,
  { id, alert }: { id: string; alert: Alert },
  clock: Clock,
  timeoutMs: number,
): Promise<SendResult> {
  const controller = new AbortController()
  let cancel = (): void => {}
  const timeout = new Promise<never>((_, reject) => {
    cancel = clock.after(timeoutMs, () => {
      reject(new Error(`not delivered within ${formatDuration(timeoutMs)}`))
      controller.abort()
    })
  })
  try {
    await Promise.race([Promise.resolve(notifier.send(alert, { signal: controller.signal, id })), timeout])
    return { isSent: true }
  } catch (error) {
    const { retryAfterMs, isPermanent } = (error ?? {}) as { retryAfterMs?: unknown; isPermanent?: unknown }
    return {
      isSent: false,
      error: withoutAddresses(describeError(error)),
      ...(typeof retryAfterMs === 'number' && retryAfterMs > 0 && { retryAfterMs }),
      ...(isPermanent === true && { isPermanent }),
    }
  } finally {
    cancel()
  }
}

/** The address of a webhook is a key to it. */
function withoutAddresses(text: string): string {
  return text.replace(/\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s"'<>]{1,2000}/gi, '(address)')
}
