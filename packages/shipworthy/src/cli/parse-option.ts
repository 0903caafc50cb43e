import { isCalendarDay } from '../audit/suppress/calendar.ts'
import { suggestName } from '../closest-name.ts'
import { ShipworthyError } from '../errors.ts'

/** What `--plugin` means, wherever it can be given. */
export const PLUGIN_HELP = 'rules of your own, in a file or a package; its code is run; repeatable'

/** For options that can be given several times. */
export function collect<Value>(value: Value, previous: readonly Value[] = []): Value[] {
  return [...previous, value]
}

export function parseFormat<Format extends string>(word: string, formats: readonly Format[]): Format {
  const format = formats.find((name) => name === word)
  if (format !== undefined) return format
  throw ShipworthyError.of('SW_ERR_UNKNOWN_FORMAT', {
    format: `"${word}"`,
    suggestion: suggestName(word, formats),
    formats: formats.join(', '),
  })
}

export function parseChoice<Choice extends string>(option: string, choices: readonly Choice[]) {
  return (word: string): Choice => {
    const choice = choices.find((name) => name === word)
    if (choice !== undefined) return choice
    const list = `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`
    throw usageError(`${option} takes ${list}, not "${word}"${suggestName(word, choices)}`)
  }
}

export function parsePercent(option: string) {
  return (word: string): number => {
    const value = Number(word)
    if (/^\d+(\.\d+)?$/.test(word) && value <= 100) return value
    throw usageError(`${option} takes a number from 0 to 100, not "${word}"`)
  }
}

export function parseDay(option: string) {
  return (word: string): string => {
    if (isCalendarDay(word)) return word
    throw usageError(`${option} takes a day such as 2027-01-31, not "${word}"`)
  }
}

/** What is wrong with the options of `check`. */
export function usageError(problem: string): ShipworthyError {
  return ShipworthyError.of('SW_ERR_USAGE', { problem, command: 'check ' })
}
