import type { Command } from 'commander'
import type { BaselineFlags } from './baseline/baseline-flags.ts'
import { collect, parseDay, PLUGIN_HELP } from './parse-option.ts'

/** `baseline`: findings that are accepted for now, so that only new ones fail the gates. */
export function addBaseline(program: Command, finish: (exitCode: number) => void): void {
  const baseline = program
    .command('baseline')
    .description('keep a list of findings that are accepted for now; the gates look at what is new')
  baseline
    .command('update')
    .description('make the baseline, or let go of what is cured: it never grows by itself')
    .argument('[dir]', 'folder of the project (default: the current one)')
    .option('--baseline <file>', 'where it lies (default: shipworthy.baseline.json in the folder)')
    .option('--accept-new', 'take in findings that are new')
    .option('--whole', 'a project with several services as one')
    .option('--plugin <package or file>', PLUGIN_HELP, (named, all?: readonly string[]) => collect(named, all))
    .option('--config <file>', 'use this configuration')
    .option('--no-config', 'use no configuration')
    .option('--no-inline-ignores', 'take no notice of shipworthy-ignore in comments')
    .option('--today <day>', 'the day expiry dates are held against, such as 2027-01-31', parseDay('--today'))
    .option('--debug', 'print the stack of an error')
    .action(async (dir: string | undefined, flags: BaselineFlags) => {
      const { updateBaseline } = await import('./baseline/update-baseline.ts')
      await updateBaseline(dir ?? '.', flags)
      finish(0)
    })
}
