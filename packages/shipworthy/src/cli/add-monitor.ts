import type { Command } from 'commander'
import type { MonitorFlags } from './monitor/monitor-flags.ts'
import { parseChoice } from './parse-option.ts'

const FAIL_ON = ['critical', 'warning'] as const

const EXAMPLES = `
Examples:
  $ shipworthy monitor                                     watch what shipworthy.monitor.yaml names
  $ shipworthy monitor --once                              run every check once; the exit code says the worst
  $ kill -HUP <pid>                                        read the configuration again

Exit codes of --once: 0 nothing critical · 1 something critical · 2 usage or configuration error · 3 something unknown`

/** `monitor`: watches services by the checks of a configuration. */
export function addMonitor(program: Command, finish: (exitCode: number) => void): void {
  program
    .command('monitor')
    .description(
      'watch services: checks, history, alerts, JSON and Prometheus; in the foreground until a signal ends it',
    )
    .option('--config <file>', 'what to watch (default: shipworthy.monitor.yaml, .yml, .json or .jsonc of this folder)')
    .option('--once', 'run every check once, print what came of it, and end')
    .option(
      '--fail-on <status>',
      'with --once: critical or warning (default: critical)',
      parseChoice('--fail-on', FAIL_ON),
    )
    .option('--color', 'colours even without a terminal')
    .option('--no-color', 'no colours')
    .option('--debug', 'print the stack of an error')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: MonitorFlags) => {
      const { runMonitor } = await import('./monitor/run-monitor.ts')
      finish(await runMonitor(flags))
    })
}
