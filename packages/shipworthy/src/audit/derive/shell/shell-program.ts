/** A shell text in the order of its lines; what stands in functions, branches and substitutions is listed with it. */
export interface ShellProgram {
  /** The interpreter with its options, from the first line: `/bin/bash -eo pipefail`. */
  shebang?: string
  pipelines: ShellPipeline[]
  /** Names of the functions it declares. */
  functions: string[]
}

/** Commands joined by `|`; a single command is a pipeline of one. */
export interface ShellPipeline {
  commands: ShellCommand[]
  /** Line of its first command, from 1. */
  line: number
  /** What follows it: `&&`, `||`, `;`, `&` or a new line. */
  after: '&&' | '||' | ';' | '&'
  /** What stands before it in the same list. */
  before?: '&&' | '||'
  isNegated: boolean
  /** Its exit status is asked by `if`, `while` or `until`. */
  isCondition: boolean
  /** It stands in a branch of `if` or `case`, or in the body of a loop. */
  isInBranch: boolean
  /** It stands in `$(…)`, backquotes or `<(…)`. */
  isSubstitution: boolean
  /** The function it stands in. */
  function?: string
  /** `set -o pipefail` is in force: it fails when any of its commands fails. */
  hasPipefail: boolean
  /** `set -e` is in force: the script ends when it fails. */
  hasErrexit: boolean
}

export interface ShellCommand {
  /** Assignments before the command; a command of assignments only has no words. */
  variables: Record<string, string>
  /** Its words with the quotes taken off, nothing expanded. */
  words: string[]
  redirections: { operator: string; target: string }[]
  line: number
  /** Text of the heredoc it is given. */
  heredoc?: string
}
