import type { Notifier } from '../alerts/notifier.ts'

/**
 * Writes every alert as one line of JSON.
 *
 * @example
 * createHealth({ notifiers: [createLogNotifier((line) => console.warn(line))], checks })
 */
export function createLogNotifier(write: (line: string) => unknown): Notifier {
  return {
    name: 'log',
    send({ id, fingerprint, state, status, summary, firedAt, resolvedAt }) {
      const time = new Date(resolvedAt ?? firedAt).toISOString()
      write(JSON.stringify({ time, alert: state, status, summary, id, fingerprint }))
    },
  }
}
