import { Option, type Command } from 'commander'
import { collect } from '../parse-option.ts'
import { parseTimeout } from './parse-timeout.ts'

const PHASES = ['predeploy'] as const

/** What may be given of a running system, and how far the probes may go. */
export function addLiveOptions(command: Command): Command {
  return command
    .optionsGroup('Running system:')
    .option('--url <address>', 'where the service answers; without [dir] only what runs is examined')
    .option('--tls [host:port]', 'look at its certificate, protocols and ciphers')
    .option('--database-url <address>', 'PostgreSQL or MySQL it uses; env:NAME takes it from the environment')
    .option('--redis-url <address>', 'Redis it uses, with its queues; env:NAME takes it from the environment')
    .option('--start <command>', 'start the service, probe it, stop it, and judge how it stops')
    .option('--env-file <file>', 'variables of the environment that is deployed to')
    .option('--prometheus-url <address>', 'Prometheus that watches it')
    .option('--alertmanager-url <address>', 'Alertmanager that is told')
    .option('--backups <folder or manifest>', 'where backups go')
    .option(
      '--header <name: value>',
      'sent with every request, such as credentials of a test user; repeatable',
      collectText,
    )
    .option('--ca <file>', 'certificate authority that the system uses, PEM')
    .option('--active', 'also probes that change counters and logs: bursts, bad logins, malformed bodies')
    .option('--load [profile]', 'load it for a while, such as 50x10s (connections x seconds a round)')
    .option(
      '--i-am-authorised-to-test <host>',
      'allow --active and --load on a host that is not your own network; repeatable',
      collectText,
    )
    .addOption(
      new Option(
        '--timeout <time>',
        'for all probes together, such as 90s (default: 60s, more with --start and --load)',
      ).argParser(parseTimeout),
    )
    .addOption(
      new Option('--phase <phase>', 'predeploy: the deployment that applies migrations is still to come').choices(
        PHASES,
      ),
    )
    .optionsGroup('Options:')
}

function collectText(text: string, all?: readonly string[]): string[] {
  return collect(text, all)
}
