import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const SOURCES = join(import.meta.dirname, '../../../../tools/package-sources.ts')
const MAIN = join(import.meta.dirname, '../main.ts')
const START_TIMEOUT_MS = 120_000
const RETRY_MS = 100

/** A process of the service, as it is deployed. */
export interface ServiceProcess {
  child: ChildProcess
  /** Of its API, or of its probes. */
  url: string
  /** What it wrote so far. */
  output: () => string
  /** Until it takes requests. */
  ready: () => Promise<void>
  /** Told to stop with SIGTERM. @returns Its exit code. */
  stop: () => Promise<number | null>
  ended: Promise<number | null>
}

/** @param port Where it listens: the API of `web`, the probes of others. */
export function startProcess(
  command: string,
  port: number,
  settings: Readonly<Record<string, string>>,
): ServiceProcess {
  const child = spawn(process.execPath, ['--import', SOURCES, MAIN, command], {
    env: { PATH: process.env['PATH'] ?? '', ...settings, PORT: String(port), HEALTH_PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const url = `http://127.0.0.1:${port}`
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return {
    child,
    url,
    output: () => output,
    ended,
    ready: async () => {
      const deadline = Date.now() + START_TIMEOUT_MS
      while (!(await isReady(url))) {
        if (child.exitCode !== null || Date.now() > deadline) throw new Error(`${command} did not start: ${output}`)
        await wait(RETRY_MS)
      }
    },
    stop: async () => {
      child.kill('SIGTERM')
      return ended
    },
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5000) })).ok
  } catch {
    return false
  }
}
