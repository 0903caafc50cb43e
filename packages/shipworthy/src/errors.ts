/** What a user meets when something outside the audit is wrong. Codes are stable and never used for anything else. */
export const ERRORS = {
  SW_ERR_TARGET_MISSING: {
    message: '{path} does not exist, so there is nothing to audit',
    remedy: 'Check the path, or run the command inside the project.',
    exitCode: 2,
  },
  SW_ERR_TARGET_NOT_A_FOLDER: {
    message: '{path} is not a folder, and only folders can be audited',
    remedy: 'Give the folder of the project, the one that holds package.json.',
    exitCode: 2,
  },
  SW_ERR_TARGET_UNREADABLE: {
    message: '{path} cannot be listed: {reason}',
    remedy: 'Let the user who runs shipworthy list and read that folder.',
    exitCode: 2,
  },
  SW_ERR_TARGET_EMPTY: {
    message: '{path} holds no files to audit; node_modules, .git and what .gitignore names do not count',
    remedy: 'Give the folder of the project, the one that holds package.json.',
    exitCode: 2,
  },
  SW_ERR_TARGET_NOT_NODE: {
    message:
      '{path} is no Node.js project: it has no package.json and no JavaScript or TypeScript source, only {found}',
    remedy: 'Give the folder of the service, the one that holds package.json.',
    exitCode: 2,
  },
  SW_ERR_CONFIG_INVALID: {
    message: '{place}: {problem}',
    remedy: 'Mend the configuration; nothing was done.',
    exitCode: 2,
  },
  SW_ERR_CONFIG_AMBIGUOUS: {
    message: '{folder} has more than one configuration ({files}), and only one can count',
    remedy: 'Keep one of them, or choose one with --config <file>.',
    exitCode: 2,
  },
  SW_ERR_CONFIG_MISSING: {
    message: 'the configuration {path} does not exist',
    remedy: 'Check the path given to --config; it is resolved from the current folder.',
    exitCode: 2,
  },
  SW_ERR_CONFIG_UNREADABLE: {
    message: 'the configuration {path} cannot be read: {reason}',
    remedy: 'Make it a readable JSON or YAML file, or leave it out with --no-config.',
    exitCode: 2,
  },
  SW_ERR_OUTPUT_FAILED: {
    message: '{path} cannot be written: {reason}',
    remedy: 'Choose a place that can be written to; what was there before is unchanged.',
    exitCode: 2,
  },
  SW_ERR_USAGE: {
    message: '{problem}',
    remedy: 'Run `shipworthy {command}--help` to see what can be given.',
    exitCode: 2,
  },
  SW_ERR_SERVICE_NEEDED: {
    message: '{project} has several services ({services}), and a running system is one of them',
    remedy: 'Name it with --service, or judge the project as one with --whole.',
    exitCode: 2,
  },
  SW_ERR_LIVE_TARGET: {
    message: '{option} {problem}',
    remedy: 'Give an address such as {example}.',
    exitCode: 2,
  },
  SW_ERR_NOT_AUTHORISED: {
    message: '{option} would change counters and logs of {host}, which is neither loopback nor a private address',
    remedy: 'If you may test it, say so with --i-am-authorised-to-test {host}.',
    exitCode: 2,
  },
  SW_ERR_ENV_FILE: {
    message: 'the environment file {path} cannot be read: {reason}',
    remedy: 'Give a file with lines such as NAME=value.',
    exitCode: 2,
  },
  SW_ERR_UNKNOWN_RULE: {
    message: 'there is no rule {rule}{suggestion}',
    remedy: 'Run `shipworthy explain` to see all rules.',
    exitCode: 2,
  },
  SW_ERR_UNKNOWN_FORMAT: {
    message: 'there is no format {format}{suggestion}',
    remedy: 'The formats are {formats}.',
    exitCode: 2,
  },
  SW_ERR_FACTS_INVALID: {
    message: 'the facts in {path} cannot be audited: {reason}',
    remedy: 'Gather them again with `shipworthy check --save <file>`.',
    exitCode: 2,
  },
  SW_ERR_BASELINE_MISSING: {
    message: 'there is no baseline at {path}, and without one every finding would count as new',
    remedy: 'Make it with `shipworthy baseline update`, or check the path.',
    exitCode: 2,
  },
  SW_ERR_BASELINE_INVALID: {
    message: 'the baseline {path} cannot be read: {reason}',
    remedy: 'Take it from version control again, or delete it and run `shipworthy baseline update`.',
    exitCode: 2,
  },
  SW_ERR_PLUGIN_NOT_FOUND: {
    message: 'there is no plugin {plugin}{suggestion}',
    remedy: 'A file is looked for from the current folder and starts with ./; a package has to be installed there.',
    exitCode: 2,
  },
  SW_ERR_PLUGIN_INVALID: {
    message: 'the plugin {plugin} cannot be used: {reason}',
    remedy: 'Mend it or leave it out; docs/plugins.md says what a plugin is made of.',
    exitCode: 2,
  },
  SW_ERR_PLUGIN_DUPLICATE_RULE: {
    message: 'the rule {rule} is declared twice, by {first} and by {second}, and a report could not tell them apart',
    remedy: 'Give each plugin a name of its own, and each rule another slug; or name the plugin once.',
    exitCode: 2,
  },
  SW_ERR_UNKNOWN_SERVICE: {
    message: 'there is no service {service} in {project}{suggestion}',
    remedy:
      'Its services are: {services}. One is a package whose start command, image or process leads to code that listens or consumes.',
    exitCode: 2,
  },
  SW_ERR_MONITOR_NOTHING: {
    message: 'there is no shipworthy.monitor.yaml, .yml, .json or .jsonc in {folder}, so there is nothing to watch',
    remedy: 'Write one, as docs/guides/monitoring.md shows, or give its path with --config <file>.',
    exitCode: 2,
  },
  SW_ERR_MONITOR_DRIVER: {
    message: '{user} needs the package {driver}, and it is not installed',
    remedy: 'Run `npm install {driver}` in the folder of the configuration, or beside shipworthy.',
    exitCode: 2,
  },
  SW_ERR_MONITOR_START: {
    message: 'the monitor cannot start: {reason}',
    remedy: 'Mend its configuration. {remedy} The guide is docs/guides/monitoring.md.',
    exitCode: 2,
  },
  SW_ERR_NODE_TOO_OLD: {
    message: 'Node.js {version} is too old; shipworthy needs {minimum} or newer',
    remedy: 'Install a supported release from https://nodejs.org and run the command again.',
    exitCode: 2,
  },
  SW_ERR_INTERNAL: {
    message: 'shipworthy itself failed: {reason}',
    remedy: 'Please report it with the output of the same command and --debug.',
    exitCode: 4,
  },
} as const satisfies Record<`SW_ERR_${string}`, ErrorEntry>

interface ErrorEntry {
  /** What happened and why; `{name}` is filled in. */
  message: string
  /** What to do about it. */
  remedy: string
  exitCode: 2 | 4
}

export type ErrorCode = keyof typeof ERRORS

type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never

/** What the texts of an error leave open. */
export type ErrorValues<Code extends ErrorCode> = Record<
  NamesIn<(typeof ERRORS)[Code]['message'] | (typeof ERRORS)[Code]['remedy']>,
  string
>

/**
 * A fault that a user can do something about: what happened and why in `message`, what to do in `remedy`.
 *
 * @example
 * try {
 *   runAudit('./services/api')
 * } catch (error) {
 *   if (error instanceof ShipworthyError && error.code === 'SW_ERR_TARGET_MISSING') console.error(error.remedy)
 *   else throw error
 * }
 */
export class ShipworthyError extends Error {
  override readonly name = 'ShipworthyError'
  /** Stable; what a program should compare. */
  readonly code: ErrorCode
  /** What to do about it, a sentence. */
  readonly remedy: string
  /** What the command line ends with: 2 for usage and configuration, 4 for a fault of its own. */
  readonly exitCode: 2 | 4
  /** Where the error is described. */
  readonly docs: string

  private constructor(code: ErrorCode, values: Record<string, string>, cause: unknown) {
    const { message, remedy, exitCode } = ERRORS[code]
    super(fill(message, values), cause === undefined ? undefined : { cause })
    this.code = code
    this.remedy = fill(remedy, values)
    this.exitCode = exitCode
    this.docs = `docs/errors/README.md#${code.toLowerCase()}`
  }

  /** Fills in the texts of a code; `cause` is the error behind it. */
  static of<Code extends ErrorCode>(code: Code, values: ErrorValues<Code>, cause?: unknown): ShipworthyError {
    return new ShipworthyError(code, values, cause)
  }
}

function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
}
