import { CommanderError } from 'commander'
import { createProgram } from './create-program.ts'
import { describeError, describeStack, toShipworthyError } from './describe-error.ts'
import { toUsageError } from './to-usage-error.ts'

/** Runs a command line and says what the process should end with. Nothing it throws leaves here. */
export async function runCli(words: readonly string[]): Promise<number> {
  ignoreClosedPipes()
  let exitCode = 0
  try {
    await createProgram((code) => (exitCode = code)).parseAsync(words, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    return report(error instanceof CommanderError ? toUsageError(error, words) : error, isDebug(words))
  }
}

function report(thrown: unknown, debug: boolean): number {
  const error = toShipworthyError(thrown)
  process.stderr.write(`${describeError(error)}\n`)
  if (debug) process.stderr.write(`${describeStack(thrown)}\n`)
  return error.exitCode
}

/** Asked of the words themselves: the command line may be what is wrong. */
function isDebug(words: readonly string[]): boolean {
  const end = words.indexOf('--')
  return words.slice(0, end === -1 ? words.length : end).includes('--debug')
}

/** A reader that went away, as in `| head`, is no error; what writes learns of it from the write itself. */
function ignoreClosedPipes(): void {
  process.stdout.on('error', () => undefined)
  process.stderr.on('error', () => undefined)
}
