import { parseShell } from '../shell/parse-shell.ts'
import type { ShellCommand, ShellPipeline, ShellProgram } from '../shell/shell-program.ts'

/** Programs that copy a whole database out of a server. */
export const DUMP_WORD =
  /\b(pg_dump(all)?|pg_basebackup|mysqldump|mariadb-dump|mariabackup|xtrabackup|mongodump|wal-g|pgbackrest|barman|litestream)\b/
const DUMP_TOOL =
  /^(pg_dump(all)?|pg_basebackup|mysqldump|mariadb-dump|mariabackup|xtrabackup|mongodump|wal-g|pgbackrest|barman|litestream)$/
/** Programs that run the rest of their line, here or elsewhere. */
const WRAPPERS =
  /^(docker|docker-compose|podman|kubectl|oc|sudo|su|su-exec|gosu|env|exec|nice|ionice|time|timeout|flock|nohup|ssh|heroku|fly|flyctl|chronic|eval|if|!|dokku)$/
const MAX_DEPTH = 3

/** A command that dumps a database, in its pipeline. */
export interface DumpCommand {
  tool: string
  /** The words from the tool on. */
  words: string[]
  command: ShellCommand
  pipeline: ShellPipeline
}

/** Dumps in a shell program, also those behind `docker exec`, `ssh` or `sh -c`; dumps of the schema only are none. */
export function dumpsIn(program: ShellProgram, depth = 0): DumpCommand[] {
  return program.pipelines.flatMap((pipeline) =>
    pipeline.commands.flatMap((command) => {
      const inner = depth < MAX_DEPTH ? innerPrograms(command, pipeline) : []
      const nested = inner.flatMap((text) => dumpsIn(text, depth + 1))
      if (nested.length > 0) return nested.map((dump) => placedAt(dump, pipeline.line))
      const words = toolWords(command.words)
      const [tool] = words
      if (!tool || words.some((word) => leavesDataOut(baseOf(tool), word))) return []
      return [{ tool: baseOf(tool), words, command, pipeline }]
    }),
  )
}

/** The schema or the roles only, or no dump at all. `-d` is the database for pg_dump, and `-s` nothing for MySQL. */
function leavesDataOut(tool: string, word: string): boolean {
  if (/^--(schema-only|no-data|globals-only|roles-only|version|help)$/.test(word)) return true
  return tool.startsWith('pg_dump')
    ? word === '-s' || word === '-g'
    : /^(mysqldump|mariadb-dump)$/.test(tool) && word === '-d'
}

function toolWords(words: readonly string[]): string[] {
  const first = words.findIndex((word) => !/^\w+=/.test(word))
  if (first === -1) return []
  const at = DUMP_TOOL.test(baseOf(words[first]!))
    ? first
    : WRAPPERS.test(baseOf(words[first]!))
      ? words.findIndex((word) => DUMP_TOOL.test(baseOf(word)))
      : -1
  return at === -1 ? [] : words.slice(at)
}

/** Texts in quotes that a wrapper or another shell runs. */
function innerPrograms({ words }: ShellCommand, { hasPipefail, hasErrexit }: ShellPipeline): ShellProgram[] {
  const isWrapper = WRAPPERS.test(baseOf(words[0] ?? '')) || /^(ba|da|a)?sh$/.test(baseOf(words[0] ?? ''))
  if (!isWrapper) return []
  const isRemote = !/^(eval|if|!)$/.test(words[0]!)
  return words
    .slice(1)
    .filter((word) => /\s/.test(word) && DUMP_WORD.test(word))
    .map((word) => parseShell(word, isRemote ? innerOptions(words) : { pipefail: hasPipefail, errexit: hasErrexit }))
}

function innerOptions(words: readonly string[]): { pipefail: boolean } {
  const flag = words.indexOf('pipefail')
  return { pipefail: flag > 0 && /^-\w*o$/.test(words[flag - 1]!) }
}

/** Inside quotes the lines count from the command. */
function placedAt(dump: DumpCommand, line: number): DumpCommand {
  return { ...dump, pipeline: { ...dump.pipeline, line: line + dump.pipeline.line - 1 } }
}

function baseOf(word: string): string {
  return word.slice(word.lastIndexOf('/') + 1)
}
