import { Command } from 'commander'
import { VERSION } from '../version.ts'
import { addAlerts } from './add-alerts.ts'
import { addBaseline } from './add-baseline.ts'
import { addCheck } from './add-check.ts'
import { addExplain } from './add-explain.ts'
import { addInit } from './add-init.ts'
import { addMonitor } from './add-monitor.ts'

/** Takes what the process should end with. */
export type Finish = (exitCode: number) => void

const EXAMPLES = `
Examples:
  $ shipworthy init                                         write a configuration and a CI job
  $ shipworthy check                                        audit the project in this folder
  $ shipworthy check services/api -o report.html            write the report as one HTML file
  $ shipworthy check --format json --min-score 80           for CI: machine-readable, with a second gate
  $ shipworthy baseline update                              accept today's findings; new ones fail the gate
  $ shipworthy explain lifecycle/no-sigterm                 why a rule matters and how to cure it
  $ shipworthy monitor                                      watch services by the checks of shipworthy.monitor.yaml

Exit codes: 0 the gates passed · 1 a gate failed · 2 usage or configuration error · 3 incomplete · 4 internal error`

/** The command line as a whole. */
export function createProgram(finish: Finish): Command {
  const program = new Command('shipworthy')
    .description('Is your Node.js service fit for production? Every verdict is evidence.')
    .version(VERSION, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
  addInit(program, finish)
  addCheck(program, finish)
  addBaseline(program, finish)
  addExplain(program, finish)
  addMonitor(program, finish)
  addAlerts(program, finish)
  return program
}
