import { fork, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ROOT } from '../root.ts'

const INTERVAL_S = 20
/** A whole interval in which everything is run for the first time, and some time to settle. */
const WARM_UP_MS = 25_000
const TICKS_PER_SECOND = 100
const START_MS = 60_000

export interface MonitorMeasurement {
  checks: number
  seconds: number
  /** Per cent of one core. */
  cpuPercent: number
  rssMib: number
  /** Bytes that went to the disk, for each run of a check. */
  bytesPerRun: number
  /** Runs in the time, by those that there should have been. */
  runsPercent: number
  /** How late runs began: the worst of some looks. */
  lagMs: number
}

/** Watches `checks` URLs of one loopback server for some time. Both processes are pinned to cores of their own where that is possible. */
export async function measureMonitor(checks: number, seconds: number): Promise<MonitorMeasurement> {
  const folder = mkdtempSync(join(tmpdir(), 'shipworthy-bench-'))
  const target = fork(join(import.meta.dirname, 'target-server.ts'))
  const asked = { count: 0 }
  target.on('message', (message: { count?: number }) => (asked.count = message.count ?? asked.count))
  const [{ port }] = (await once(target, 'message')) as [{ port: number }]
  pin(target, 0)
  writeFileSync(join(folder, 'shipworthy.monitor.json'), JSON.stringify(configOf(checks, port)))
  const main = join(ROOT, 'packages/shipworthy/dist/cli/main.js')
  const monitor = spawn(process.execPath, [main, 'monitor'], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  pin(monitor, availableParallelism() - 1)
  try {
    const address = await addressOf(monitor)
    await wait(WARM_UP_MS)
    const before = readProcess(monitor.pid!)
    const askedBefore = asked.count
    const start = performance.now()
    await wait(seconds * 1_000)
    const after = readProcess(monitor.pid!)
    const runs = asked.count - askedBefore
    const elapsed = (performance.now() - start) / 1_000
    return {
      checks,
      seconds: elapsed,
      cpuPercent: (100 * (after.cpuSeconds - before.cpuSeconds)) / elapsed,
      rssMib: after.rssBytes / 2 ** 20,
      bytesPerRun: (after.writtenBytes - before.writtenBytes) / runs,
      runsPercent: (100 * runs) / ((checks * elapsed) / INTERVAL_S),
      // After the measurement: to make metrics of thousands of checks is work of its own.
      lagMs: await worstLag(address),
    }
  } finally {
    target.kill()
    if (monitor.exitCode === null) {
      monitor.kill('SIGTERM')
      await once(monitor, 'exit')
    }
    rmSync(folder, { recursive: true })
  }
}

function configOf(checks: number, port: number): object {
  const one = (index: number): object => ({ type: 'http', name: `c${index}`, url: `http://127.0.0.1:${port}/${index}` })
  return {
    store: { type: 'sqlite', path: 'bench.db' },
    server: { port: 0 },
    defaults: { interval: `${INTERVAL_S}s` },
    services: [{ name: 'bench', checks: Array.from({ length: checks }, (_, index) => one(index)) }],
  }
}

function pin({ pid }: ChildProcess, core: number): void {
  if (process.platform === 'linux') spawnSync('taskset', ['-a', '-p', '-c', String(core), String(pid)])
}

async function addressOf(monitor: ChildProcess): Promise<string> {
  let said = ''
  monitor.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()))
  for (const end = Date.now() + START_MS; Date.now() < end; await wait(50)) {
    const port = /http on port (\d+)/.exec(said)?.[1]
    if (port !== undefined) return `http://127.0.0.1:${port}`
    if (monitor.exitCode !== null) break
  }
  throw new Error(`the monitor did not start: ${said}`)
}

/** From /proc, so on Linux only. Times are in ticks of which there are 100 a second. */
function readProcess(pid: number): { cpuSeconds: number; rssBytes: number; writtenBytes: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  const numberIn = (file: string, pattern: RegExp): number =>
    Number(pattern.exec(readFileSync(`/proc/${pid}/${file}`, 'utf8'))?.[1])
  return {
    cpuSeconds: (Number(stat[11]) + Number(stat[12])) / TICKS_PER_SECOND,
    rssBytes: numberIn('status', /VmRSS:\s+(\d+)/) * 1_024,
    writtenBytes: numberIn('io', /^write_bytes: (\d+)/m),
  }
}

async function worstLag(address: string): Promise<number> {
  const lags: number[] = []
  for (let look = 0; look < 5; look++) {
    await wait(1_000)
    const text = await (await fetch(`${address}/health/metrics`)).text()
    lags.push(1_000 * Number(/^shipworthy_scheduler_lag_seconds (\S+)/m.exec(text)?.[1]))
  }
  return Math.max(...lags)
}
