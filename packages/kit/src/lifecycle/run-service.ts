import type { Lifecycle } from './create-lifecycle.ts'

export interface ServiceOptions {
  /** Where the one line about a failed start goes. Default: stderr. */
  write?: (line: string) => void
}

const SIGNALS = { SIGTERM: 15, SIGINT: 2 } as const

/**
 * Runs a service until it is told to stop: SIGTERM and SIGINT stop it in order and end the process with 0; a second one
 * ends it at once. An error that nobody handled stops it in the same order and ends the process with 1, as whatever
 * state it left behind cannot be trusted. A start that fails prints one line and ends with 1.
 *
 * @example
 * await runService(createLifecycle({ health }).server(server, { port: 3000 }))
 */
export async function runService(lifecycle: Lifecycle, options: ServiceOptions = {}): Promise<void> {
  const { write = (line) => process.stderr.write(`${line}\n`) } = options
  let ending = false

  const end = async (exitCode: number): Promise<void> => {
    ending = true
    const { failures } = await lifecycle.stop()
    for (const { part, reason } of failures) write(`${part} did not stop: ${reason}`)
    process.exit(failures.length > 0 ? 1 : exitCode)
  }
  const fail = (error: unknown): void => {
    write(describeError(error))
    if (!ending) void end(1)
  }
  for (const [signal, number] of Object.entries(SIGNALS))
    process.on(signal, () => (ending ? process.exit(128 + number) : void end(0)))
  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)

  try {
    await lifecycle.start()
  } catch (error) {
    write(error instanceof Error ? error.message : String(error))
    process.exit(1)
  }
}

function describeError(error: unknown): string {
  return `unhandled: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
}
