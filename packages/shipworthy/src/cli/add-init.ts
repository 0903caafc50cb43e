import type { Command } from 'commander'
import type { InitFlags } from './init/init-flags.ts'

/** `init`: the first configuration and the job that checks the project in CI. */
export function addInit(program: Command, finish: (exitCode: number) => void): void {
  program
    .command('init')
    .description('write a configuration with comments, and a CI job; what is there already is left alone')
    .argument('[dir]', 'folder of the project (default: the current one)')
    .option('--force', 'write anew what is there already')
    .option('--dry-run', 'write nothing, show what would be written')
    .option('--debug', 'print the stack of an error')
    .action(async (dir: string | undefined, flags: InitFlags) => {
      const { runInit } = await import('./init/run-init.ts')
      await runInit(dir ?? '.', flags)
      finish(0)
    })
}
