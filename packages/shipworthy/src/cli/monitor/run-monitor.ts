import type { Health } from '@shipworthy/health'
import { renderChecks, renderTransition, type TableScreen } from '../../monitor/live/render-checks.ts'
import { loadMonitorConfig } from '../../monitor/load-monitor-config.ts'
import { exitCodeOf, runOnce } from '../../monitor/run-once.ts'
import { startMonitor, type Monitor } from '../../monitor/start-monitor.ts'
import { setFlagsFromString } from 'node:v8'
import { describeError, toShipworthyError } from '../describe-error.ts'
import { screenFor } from '../screen-for.ts'
import { writeHint } from '../write-hint.ts'
import { writeStdout } from '../write-stdout.ts'
import type { MonitorFlags } from './monitor-flags.ts'

const REDRAW_MS = 1_000
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
  // What a check leaves behind is dead at once: a young generation that grows to 32 MiB would only take memory.
  setFlagsFromString('--semi-space-growth-factor=1')
  const isTable = process.stdout.isTTY === true
  const monitor = await startMonitor(loaded, {
    write: (line) => process.stderr.write(`${line}\n`),
    onHealth: (health) => tell(health, isTable),
  })
  const count = monitor.health().snapshot().checks.length
  writeHint(`watching ${count} ${count === 1 ? 'check' : 'checks'} of ${loaded.path}${placeOf(monitor)}`)
  const stopDrawing = isTable ? draw(monitor, flags) : () => {}

  process.on('SIGHUP', () => void reload(monitor, load))
  await untilSignal()
  stopDrawing()
  writeHint('ending')
  await Promise.race([monitor.close(), new Promise((resolve) => setTimeout(resolve, END_MS).unref())])
  return 0
}

function tell(health: Health, isTable: boolean): void {
  if (!isTable) health.on('transition', (event) => process.stdout.write(renderTransition(event.at, event)))
  health.on('self', ({ name, status, message }) => writeHint(`${name} ${status}: ${message}`))
}

/** A configuration that is wrong changes nothing. One reload follows the other. */
let reloading: Promise<void> = Promise.resolve()
function reload(monitor: Monitor, load: () => ReturnType<typeof loadMonitorConfig>): Promise<void> {
  reloading = reloading.then(async () => {
    try {
      const { added, removed, changed } = await monitor.reload(load())
      writeHint(`configuration read again: ${added} added, ${removed} removed, ${changed} changed${placeOf(monitor)}`)
    } catch (error) {
      process.stderr.write(`${describeError(toShipworthyError(error))}\n`)
      writeHint('the configuration before stays in force')
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

function draw(monitor: Monitor, flags: MonitorFlags): () => void {
  const show = (): void => {
    const table = renderChecks(monitor.health().snapshot(), tableScreen(flags))
    // From the top; what was longer before is cleared line by line, which does not flicker.
    process.stdout.write(`\u001b[H${table.replaceAll('\n', '\u001b[K\n')}\u001b[J`)
  }
  process.stdout.write('\u001b[2J')
  const timer = setInterval(show, REDRAW_MS)
  show()
  return () => clearInterval(timer)
}

function tableScreen({ color }: MonitorFlags): TableScreen {
  return { ...screenFor(undefined, color), height: process.stdout.rows || 40, now: Date.now() }
}

function placeOf(monitor: Monitor): string {
  const port = monitor.port()
  return port === undefined ? '' : `; http on port ${port}`
}
