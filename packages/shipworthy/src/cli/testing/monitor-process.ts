import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { startCliProcess } from './spawn-cli.ts'

/** The command runs from its sources, and so does the library. */
export const MONITOR_FLAGS = ['--import', join(import.meta.dirname, '../../../../../tools/package-sources.ts')]

const WAIT_MS = 60_000

/** A monitor as its own process. */
export interface MonitorProcess {
  child: ChildProcess
  stdout(): string
  stderr(): string
  /** What it listens on. */
  port(): number
  /** JSON of a path of its server. */
  get(path: string): Promise<unknown>
  signal(name: NodeJS.Signals): void
  exit: Promise<number | null>
}

/** Starts one, and waits until it watches. */
export async function startMonitorProcess(cwd: string, env: Record<string, string> = {}): Promise<MonitorProcess> {
  const child = startCliProcess(['monitor'], { cwd, env, nodeFlags: MONITOR_FLAGS })
  let stdout = ''
  let stderr = ''
  child.stdout!.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr!.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const exit = once(child, 'exit').then(([code]) => code as number | null)
  const port = (): number => Number([...stderr.matchAll(/http on port (\d+)/g)].at(-1)?.[1])
  await eventually(() => {
    if (child.exitCode !== null || !stderr.includes('watching')) throw new Error(`it does not watch: ${stderr}`)
  })
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    port,
    get: async (path) => (await fetch(`http://127.0.0.1:${port()}${path}`)).json(),
    signal: (name) => void child.kill(name),
    exit,
  }
}

/** Waits until something does not throw any more; machines that run tests are slow. */
export async function eventually<T>(attempt: () => T | Promise<T>): Promise<T> {
  const end = Date.now() + WAIT_MS
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (Date.now() > end) throw error
      await setTimeout(50)
    }
  }
}

/** A service that can be up or down, and counts what is sent to it. */
export interface TargetServer extends AsyncDisposable {
  url: string
  setUp(isUp: boolean): void
  bodies: unknown[]
}

export async function startTarget(): Promise<TargetServer> {
  let isUp = true
  const bodies: unknown[] = []
  const server: Server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      if (request.method === 'POST') bodies.push(JSON.parse(body))
      response.writeHead(request.method === 'POST' || isUp ? 200 : 503).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    setUp: (up) => void (isUp = up),
    bodies,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
