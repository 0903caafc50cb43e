import { setImmediate } from 'node:timers/promises'

const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const

/**
 * Runs a step that a signal must not cut in two; one that arrives meanwhile ends the process right after it. Everywhere
 * else a signal ends the process at once, in its own way.
 */
export async function holdSignals(step: () => void): Promise<void> {
  const handlers = Object.entries(SIGNALS).map(([signal, exitCode]) => ({ signal, end: () => process.exit(exitCode) }))
  for (const { signal, end } of handlers) process.on(signal, end)
  try {
    step()
    // A signal that came while the step ran is delivered when the event loop next polls. The first turn may begin behind
    // its poll; the second has one before it.
    await setImmediate()
    await setImmediate()
  } finally {
    for (const { signal, end } of handlers) process.off(signal, end)
  }
}
