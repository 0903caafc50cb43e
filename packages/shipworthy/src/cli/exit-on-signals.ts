const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const

/**
 * From here on a signal ends the process between two steps, not inside one: files are written in one step, so that Ctrl-C
 * leaves no half of one behind. Before, the signal's own way of ending the process is the quickest.
 */
export function exitOnSignals(): void {
  for (const [signal, exitCode] of Object.entries(SIGNALS)) process.once(signal, () => process.exit(exitCode))
}
