import type { Command } from 'commander'

/** `alerts`: whether those who are to be told can be. */
export function addAlerts(program: Command, finish: (exitCode: number) => void): void {
  const alerts = program.command('alerts').description('try out the alerts of a monitor')
  alerts
    .command('test')
    .description('send a test, and its end, to the notifiers of a route, to one notifier, or to all')
    .argument('[route]', 'name of a route or of a notifier (default: every notifier)')
    .option('--config <file>', 'the configuration of the monitor')
    .option('--debug', 'print the stack of an error')
    .action(async (route: string | undefined, { config }: { config?: string }) => {
      const { testAlerts } = await import('./monitor/test-alerts.ts')
      finish(await testAlerts(route, config))
    })
}
