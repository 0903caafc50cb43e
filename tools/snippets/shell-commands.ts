/** The commands of a shell snippet: one for each line and each part joined by `&&`; comments are left out. */
export function shellCommands(code: string): string[][] {
  return code
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .flatMap((line) => line.split('&&'))
    .map((command) => command.trim())
    .filter((command) => command !== '')
    .map((command) => command.split(/\s+/))
}
