import type { SourceFile } from './source.ts'

/**
 * The project's sources, parsed when asked for. Most files of a large repository are never reached from an entry point or
 * hold nothing a rule asks about; parsing only the rest is what makes an audit take a second.
 */
export interface SourceStore {
  /** Every source file that could be part of the running service: all but tests, vendored and generated files. */
  paths: readonly string[]
  /** What is known of a file without parsing it; also for a file outside `paths`. */
  skim: (path: string) => SkimmedSource | undefined
  /** The parsed file; `undefined` when it is no source of the project or cannot be parsed. */
  parse: (path: string) => SourceFile | undefined
  /** `false` when the text of a file shows that it exports nothing of that name; spares parsing it. */
  mayExport: (path: string, name: string) => boolean
  text: (path: string) => string | undefined
  /** Where an import of a file leads inside the project. */
  resolve: (fromFile: string, specifier: string) => string | undefined
  /** Every file parsed so far. */
  parsed: () => readonly SourceFile[]
  /** Files that could not be read or parsed so far. */
  failures: () => SourceFailure[]
}

export interface SkimmedSource {
  path: string
  specifiers: string[]
  /** A token of some rule occurs in it. */
  relevant: boolean
  /** Runs in the browser: a React client component, or code of a browser framework. */
  client: boolean
  minified: boolean
}

/** Whether a word that a rule declares may stand in a file. A minified one was not looked through. */
export function mayHoldTokens(skim: SkimmedSource | undefined): boolean {
  return skim !== undefined && (skim.relevant || skim.minified)
}

export interface SourceFailure {
  path: string
  line?: number
  reason: string
}
