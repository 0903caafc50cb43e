import { createHealth } from '@shipworthy/health'
import { buildNotifiers } from '../../monitor/build-notifiers.ts'
import { loadMonitorConfig } from '../../monitor/load-monitor-config.ts'
import { toStartError } from '../../monitor/to-start-error.ts'
import { ShipworthyError } from '../../errors.ts'
import { writeStdout } from '../write-stdout.ts'

/** Sends a test; 1 when somebody did not get it. */
export async function testAlerts(route: string | undefined, file: string | undefined): Promise<number> {
  const { config, path } = loadMonitorConfig(file, process.cwd(), process.env)
  if ((config.notifiers ?? []).length === 0)
    throw ShipworthyError.of('SW_ERR_CONFIG_INVALID', {
      place: path,
      problem: 'there are no notifiers, so nobody is ever told',
    })
  try {
    const health = createHealth({
      service: { name: config.name ?? 'monitor' },
      ...buildNotifiers(config, (line) => process.stdout.write(`${line}\n`)),
      history: false,
      autoStart: false,
    })
    const results = await health.testAlert(route)
    await health.close()
    await writeStdout(
      results
        .map(
          ({ notifier, isSent, error }) =>
            `${notifier}: ${isSent ? 'sent' : `not sent: ${error ?? 'no reason was given'}`}\n`,
        )
        .join(''),
    )
    return results.every(({ isSent }) => isSent) ? 0 : 1
  } catch (error) {
    throw toStartError(error)
  }
}
