import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { LivePlan } from '../../../facts/live/live-plan.ts'
import { SilentError } from '../silent-error.ts'
import { listeningPorts } from './process-group.ts'
import type { StartedProcess } from './start-process.ts'

const ASK_EVERY_MS = 50
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
  const wanted = [told, ...(fixed === undefined ? [] : [fixed])]
  let otherSinceMs: number | undefined
  while (!signal.aborted) {
    const exit = started.exit()
    if (exit)
      throw new SilentError(`it ended with ${exit.signal ?? exit.code} after ${exit.afterMs} ms${said(started)}`)
    const open = listeningPorts(started.pid)
    if (open.length > 0) otherSinceMs ??= performance.now()
    const isLate = otherSinceMs !== undefined && performance.now() - otherSinceMs > OTHER_PORTS_AFTER_MS
    // Where the system does not tell, a connection to the told port does; the one in the code may be another program's.
    const own = process.platform === 'linux' ? wanted.filter((port) => open.includes(port)) : [told]
    for (const port of [...own, ...(isLate ? open : [])])
      for (const host of ['127.0.0.1', '::1']) if (await accepts(host, port)) return address(host, port)
    await wait(ASK_EVERY_MS)
  }
  throw new SilentError(`it opened no port in time${said(started)}`, 'timeout')
}

function said(started: StartedProcess): string {
  const line = started.lastLine()
  return line === '' ? '' : `; its last words: ${line}`
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
