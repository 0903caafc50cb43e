import type { Command } from 'commander'
import type { ExplainFlags } from './explain/explain-flags.ts'
import { collect, parseFormat, PLUGIN_HELP } from './parse-option.ts'

const FORMATS = ['terminal', 'json'] as const

/** `explain`: what a rule looks for, why, and how to cure what it finds. */
export function addExplain(program: Command, finish: (exitCode: number) => void): void {
  program
    .command('explain')
    .description('tell why a rule matters and how to cure what it finds; without a rule, list all')
    .argument('[rule]', 'id of a rule, such as lifecycle/no-sigterm')
    .option('-f, --format <format>', FORMATS.join(', '), (word) => parseFormat(word, FORMATS))
    .option('--plugin <package or file>', PLUGIN_HELP, (named, all?: readonly string[]) => collect(named, all))
    .option('--color', 'colours even without a terminal')
    .option('--no-color', 'no colours')
    .option('--debug', 'print the stack of an error')
    .action(async (rule: string | undefined, flags: ExplainFlags) => {
      const { runExplain } = await import('./explain/run-explain.ts')
      await runExplain(rule, flags)
      finish(0)
    })
}
