import { existsSync } from 'node:fs'
import type { CommanderError } from 'commander'
import { ShipworthyError } from '../errors.ts'
import { COMMANDS } from './commands.ts'

/** What is wrong with a command line, in our words. */
export function toUsageError(error: CommanderError, words: readonly string[]): ShipworthyError {
  const command = COMMANDS.find((name) => name === words[0])
  return ShipworthyError.of(
    'SW_ERR_USAGE',
    { problem: problemOf(error, words), command: command ? `${command} ` : '' },
    error,
  )
}

function problemOf({ code, message }: CommanderError, words: readonly string[]): string {
  const [first = ''] = words
  if (code === 'commander.help') return 'no command was given'
  if (code === 'commander.unknownCommand' && existsSync(first))
    return `there is no command "${first}": did you mean \`shipworthy check ${first}\`?`
  return message
    .replace(/^error: /, '')
    .replace(/\.?\n\(Did you mean (.+)\?\)$/, ': did you mean $1?')
    .replace(/\.$/, '')
}
