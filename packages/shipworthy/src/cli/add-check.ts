import type { Command } from 'commander'
import { addLiveOptions } from './check/add-live-options.ts'
import type { CheckFlags } from './check/check-flags.ts'
import { FORMATS } from './formats.ts'
import { collect, parseChoice, parseDay, parseFormat, parsePercent, PLUGIN_HELP } from './parse-option.ts'
import { FAIL_ON } from './check/check-flags.ts'

const EXAMPLES = `
Examples:
  $ shipworthy check --quiet --fail-on warning
  $ shipworthy check --format terminal --format json -o report.json
  $ shipworthy check --service api            of a monorepo, one of its services
  $ shipworthy check -o report.html -o shipworthy.sarif -o shipworthy.xml
  $ shipworthy check . --url http://127.0.0.1:3000 --database-url env:DATABASE_URL
  $ shipworthy check . --start "node dist/server.js" --active
  $ shipworthy check --url https://api.example.com --tls    no source needed
  $ shipworthy check --save facts.json      keep what was gathered, for a bug report
  $ shipworthy check --from facts.json      audit it again, anywhere`

/** `check`: audits a project and ends with the verdict of its gates. */
export function addCheck(program: Command, finish: (exitCode: number) => void): void {
  const command = program
    .command('check')
    .description('audit a project and say whether it is fit to be deployed; nothing of it is executed')
    .argument('[dir]', 'folder of the project (default: the current one)')
    .option('-f, --format <format>', `${FORMATS.join(', ')}; repeatable`, (word, all?: readonly string[]) =>
      collect(parseFormat(word, FORMATS), all),
    )
    .option(
      '-o, --output <file>',
      'where the format goes, - is stdout; repeatable, parent folders are made',
      (path, all?: readonly string[]) => collect(path, all),
    )
    .option(
      '--fail-on <severity>',
      `lowest severity that fails: ${FAIL_ON.join(', ')} (default: critical)`,
      parseChoice('--fail-on', FAIL_ON),
    )
    .option('--fail-on-new', 'fail for any finding that the baseline does not know')
    .option(
      '--baseline <file>',
      'findings accepted earlier (default: shipworthy.baseline.json of the folder, if there)',
    )
    .option('--no-baseline', 'use no baseline')
    .option('--no-inline-ignores', 'take no notice of shipworthy-ignore in comments')
    .option('--today <day>', 'the day expiry dates are held against, such as 2027-01-31', parseDay('--today'))
    .option('--min-score <number>', 'fail below this score, 0-100', parsePercent('--min-score'))
    .option(
      '--min-coverage <number>',
      'incomplete when less per cent could be verified, 0-100',
      parsePercent('--min-coverage'),
    )
    .option(
      '--service <name or folder>',
      'of a project with several services, only this one; repeatable',
      (name, all?: readonly string[]) => collect(name, all),
    )
    .option('--whole', 'a project with several services as one')
    .option('--plugin <package or file>', PLUGIN_HELP, (named, all?: readonly string[]) => collect(named, all))
    .option('--config <file>', 'use this configuration')
    .option('--no-config', 'use no configuration')
    .option('--no-cache', 'audit even when nothing has changed since the last time')
    .option('--save <file>', 'keep what was gathered, to audit it again with --from')
    .option('--from <file>', 'audit what --save kept; nothing else is read')
    .option('-q, --quiet', 'only the verdict and the gates that failed')
    .option('--color', 'colours even without a terminal')
    .option('--no-color', 'no colours')
    .option('--debug', 'print the stack of an error')
  addLiveOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (dir: string | undefined, flags: CheckFlags) => {
      const { runCheck } = await import('./check/run-check.ts')
      finish(await runCheck(dir, flags))
    })
}
