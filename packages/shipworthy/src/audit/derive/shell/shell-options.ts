/** Options of a shell that decide what a failing command means. */
export interface ShellOptions {
  /** `set -o pipefail` */
  pipefail: boolean
  /** `set -e` */
  errexit: boolean
}

/** What `set` with these words leaves in force: `-euo pipefail`, `+e`. */
export function changeOptions(options: ShellOptions, words: readonly string[]): ShellOptions {
  const changed = { ...options }
  for (const [index, word] of words.entries()) {
    const flags = /^([-+])(\w+)$/.exec(word)
    if (!flags) continue
    const isOn = flags[1] === '-'
    if (flags[2]!.includes('e')) changed.errexit = isOn
    if (!flags[2]!.includes('o')) continue
    if (words[index + 1] === 'pipefail') changed.pipefail = isOn
    if (words[index + 1] === 'errexit') changed.errexit = isOn
  }
  return changed
}

/** `#!/bin/bash -e`, `#!/usr/bin/env -S bash -euo pipefail` */
export function optionsOfShebang(shebang: string): Partial<ShellOptions> {
  return optionsOfShell(shebang.split(/\s+/))
}

/** Options in the words that start a shell: `bash -eo pipefail -c`. What they do not name is left out. */
export function optionsOfShell(words: readonly string[]): Partial<ShellOptions> {
  const shell = words.findIndex((word) => /(^|\/)(ba|da|a|z|k)?sh$/.test(word))
  const { pipefail, errexit } = changeOptions({ pipefail: false, errexit: false }, words.slice(shell + 1))
  return { ...(pipefail && { pipefail }), ...(errexit && { errexit }) }
}
