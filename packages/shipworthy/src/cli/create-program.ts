import { Command } from 'commander'
import { VERSION } from '../version.ts'

type Finish = (exitCode: number) => void

const EXAMPLES = `
Examples:
  $ shipworthy check                                        audit the project in this folder
  $ shipworthy check services/api -o report.html            write the report as one HTML file
  $ shipworthy check --format json --min-score 80           for CI: machine-readable, with a second gate
  $ shipworthy explain lifecycle/no-sigterm                 why a rule matters and how to cure it`

/** The command line; what a command ends with goes to \`finish\`. */
export function createProgram(finish: Finish): Command {
  const program = new Command('shipworthy')
    .description('Is your Node.js service fit for production? Every verdict is evidence.')
    .version(VERSION, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', EXAMPLES)
  quieten(program)
  addCheck(program, finish)
  return program
}

function addCheck(program: Command, finish: Finish): void {
  program
    .command('check')
    .description('audit a project and say whether it is fit to be deployed')
    .argument('[dir]', 'folder of the project', '.')
    .action(async (dir: string) => {
      const { runCheck } = await import('./check/run-check.ts')
      finish(await runCheck(dir))
    })
}

function quieten(command: Command): void {
  command.exitOverride().configureOutput({ outputError: () => undefined })
}
