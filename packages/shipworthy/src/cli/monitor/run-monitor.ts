import type { Health } from '@shipworthy/health'
import { renderChecks, renderTransition, type TableScreen } from '../../monitor/live/render-checks.ts'
import { loadMonitorConfig } from '../../monitor/load-monitor-config.ts'
import { exitCodeOf, runOnce } from '../../monitor/run-once.ts'
import { startMonitor, type Monitor } from '../../monitor/start-monitor.ts'
import { describeError, toShipworthyError } from '../describe-error.ts'
import { screenFor } from '../screen-for.ts'
import { hintOf } from '../write-hint.ts'
import { writeStdout } from '../write-stdout.ts'
import { drawLiveTable, type LiveTable } from './live-table.ts'
import { saveMemory } from './save-memory.ts'
import type { MonitorFlags } from './monitor-flags.ts'

/** What is waited for at the end: the last results, alerts on their way. */
const END_MS = 15_000

/** Watches until a signal ends it; with `--once`, runs every check once. */
export async function runMonitor(flags: MonitorFlags): Promise<number> {
  const load = () => loadMonitorConfig(flags.config, process.cwd(), process.env)
  const loaded = load()
  if (flags.once) {
    const snapshot = await runOnce(loaded)
    await writeStdout(renderChecks(snapshot, { ...tableScreen(flags), height: Infinity }))
    return exitCodeOf(snapshot.checks, flags.failOn ?? 'critical')
  }
  const { stdout, stderr, env } = process
  const isTable = stdout.isTTY === true && env['TERM'] !== 'dumb'
  let table: LiveTable | undefined
  const say: Say = (line) => void (table && stderr.isTTY ? table.note(line) : stderr.write(`${line}\n`))
  const monitor = await startMonitor(loaded, { write: say, onHealth: (health) => tell(health, isTable, say) })
  const count = monitor.health().snapshot().checks.length
  if (isTable) table = drawLiveTable((notes) => renderChecks(monitor.health().snapshot(), tableScreen(flags), notes))
  say(hintOf(`watching ${count} ${count === 1 ? 'check' : 'checks'} of ${loaded.path}${placeOf(monitor)}`))

  saveMemory(count)
  process.on('SIGHUP', () => void reload(monitor, load, say))
  await untilSignal()
  table?.end()
  table = undefined
  say(hintOf('ending'))
  await Promise.race([monitor.close(), new Promise((resolve) => setTimeout(resolve, END_MS).unref())])
  return 0
}

/** Takes a line for people. */
type Say = (line: string) => void

function tell(health: Health, isTable: boolean, say: Say): void {
  if (!isTable) health.on('transition', (event) => process.stdout.write(renderTransition(event.at, event)))
  health.on('self', ({ name, status, message }) => say(hintOf(`${name} ${status}: ${message}`)))
}

/** A configuration that is wrong changes nothing. One reload follows the other. */
let reloading: Promise<void> = Promise.resolve()
function reload(monitor: Monitor, load: () => ReturnType<typeof loadMonitorConfig>, say: Say): Promise<void> {
  reloading = reloading.then(async () => {
    try {
      const { added, removed, changed } = await monitor.reload(load())
      say(hintOf(`configuration read again: ${added} added, ${removed} removed, ${changed} changed${placeOf(monitor)}`))
    } catch (error) {
      say(describeError(toShipworthyError(error)))
      say(hintOf('the configuration before stays in force'))
    }
  })
  return reloading
}

/** The first SIGTERM or SIGINT; a second one ends the process at once. */
function untilSignal(): Promise<void> {
  // Nothing else keeps the process alive: timers of checks do not.
  const keepAlive = setInterval(() => {}, 2 ** 30)
  return new Promise((resolve) => {
    const onSignal = (signal: NodeJS.Signals): void => {
      clearInterval(keepAlive)
      for (const [name, exitCode] of [
        ['SIGTERM', 143],
        ['SIGINT', 130],
      ] as const) {
        process.off(name, onSignal)
        process.on(name, () => process.exit(exitCode))
      }
      void signal
      resolve()
    }
    process.on('SIGTERM', onSignal)
    process.on('SIGINT', onSignal)
  })
}

function tableScreen({ color }: MonitorFlags): TableScreen {
  return { ...screenFor(undefined, color), height: process.stdout.rows || 40, now: Date.now() }
}

function placeOf(monitor: Monitor): string {
  const port = monitor.port()
  return port === undefined ? '' : `; http on port ${port}`
}
