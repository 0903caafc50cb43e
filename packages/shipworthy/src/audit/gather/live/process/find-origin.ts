import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { LivePlan } from '../../../facts/live/live-plan.ts'
import { SilentError } from '../silent-error.ts'
import { listeningPorts } from './process-group.ts'
import type { StartedProcess } from './start-process.ts'

const ASK_EVERY_MS = 50
/** To look through all processes of the machine takes some milliseconds. */
const SCAN_EVERY_MS = 500
/** A service may open other ports, of metrics or of a simulator, long before its own. */
const OTHER_PORTS_AFTER_MS = 20_000

/**
 * Waits until a service takes connections, and says where: on the port it was told, on the one that its code names, else
 * on any that it opened.
 *
 * @throws SilentError when it ends before, or does not listen while the signal has not fired.
 */
export async function findOrigin(
  started: StartedProcess,
  told: number,
  { port: { fixed } }: LivePlan,
  signal: AbortSignal,
): Promise<string> {
  let scannedMs = -Infinity
  let otherSinceMs: number | undefined
  while (!signal.aborted) {
    const exit = started.exit()
    if (exit)
      throw new SilentError(`it ended with ${exit.signal ?? exit.code} after ${exit.afterMs} ms${said(started)}`)
    const own = await hostOf(told)
    if (own !== undefined) return address(own, told)
    if (performance.now() - scannedMs > SCAN_EVERY_MS) {
      scannedMs = performance.now()
      const open = listeningPorts(started.pid)
      if (open.length > 0) otherSinceMs ??= scannedMs
      const isLate = otherSinceMs !== undefined && scannedMs - otherSinceMs > OTHER_PORTS_AFTER_MS
      for (const port of open.filter((number) => isLate || number === fixed)) {
        const host = await hostOf(port)
        if (host !== undefined) return address(host, port)
      }
    }
    await wait(ASK_EVERY_MS)
  }
  throw new SilentError(`it opened no port in time${said(started)}`, 'timeout')
}

function said(started: StartedProcess): string {
  const line = started.lastLine()
  return line === '' ? '' : `; its last words: ${line}`
}

/** Where a port of this machine takes connections. */
async function hostOf(port: number): Promise<string | undefined> {
  for (const host of ['127.0.0.1', '::1']) if (await accepts(host, port)) return host
  return undefined
}

function address(host: string, port: number): string {
  return host.includes(':') ? `http://[${host}]:${port}` : `http://${host}:${port}`
}

function accepts(host: string, port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect({ host, port, timeout: 1_000 })
  socket
    .once('connect', () => resolve(true))
    .once('error', () => resolve(false))
    .once('timeout', () => resolve(false))
  return promise.finally(() => socket.destroy())
}
