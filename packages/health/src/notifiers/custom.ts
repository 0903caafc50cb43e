import type { Alert, Notifier, NotifierContext } from '../alerts/notifier.ts'
import { readName, refuse } from '../options/read-option.ts'

/**
 * Any function. To throw means not delivered; a `DeliveryError` says when to try again.
 *
 * @example
 * createCustomNotifier('siren', async ({ state, summary }, { signal }) => {
 *   await siren.set({ on: state === 'firing', text: summary }, { signal })
 * })
 */
export function createCustomNotifier(
  name: string,
  send: (alert: Alert, context: NotifierContext) => unknown,
): Notifier {
  if (typeof send !== 'function') refuse(`${name}.send`, 'a function', send)
  return { name: readName(name, 'custom.name'), send }
}
