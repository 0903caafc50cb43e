import { join } from 'node:path'
import { asksRunningSystem } from '../../packages/shipworthy/src/cli/check/asks-running-system.ts'
import type { CheckFlags } from '../../packages/shipworthy/src/cli/check/check-flags.ts'
import { createProgram } from '../../packages/shipworthy/src/cli/create-program.ts'
import { ROOT } from '../root.ts'

/** Audited when no folder is given. */
export const SAMPLE = join(ROOT, 'fixtures/sample-shop')

/** The words for the command line: those given, and the sample project when they name nothing to audit. */
export function checkArguments(words: readonly string[]): string[] {
  return ['check', ...words, ...(namesTarget(words) ? [] : [SAMPLE])]
}

/** Asks the command itself, which knows the options that take a value. What it refuses is left for it to explain. */
function namesTarget(words: readonly string[]): boolean {
  const command = createProgram(() => undefined).commands.find((candidate) => candidate.name() === 'check')
  try {
    const { operands, unknown } = command!.parseOptions([...words])
    const flags = command!.opts<CheckFlags>()
    return operands.length + unknown.length > 0 || flags.from !== undefined || asksRunningSystem(flags)
  } catch {
    return true
  }
}
