import { setTimeout as wait } from 'node:timers/promises'
import type { LivePlan } from '../../../facts/live/live-plan.ts'
import type { BadDatabaseStart, HealthAnswer } from '../../../facts/live/process-facts.ts'
import type { LiveSession } from '../live-session.ts'
import { startTcpProxy, type TcpProxy } from '../tcp-proxy.ts'
import { answerText, askHealth } from './ask-health.ts'
import { databaseAddresses, pointTo } from './database-addresses.ts'
import { findOrigin } from './find-origin.ts'
import { healthPaths } from './health-paths.ts'
import type { Command } from './spawn-command.ts'
import { startProcess, type StartedProcess } from './start-process.ts'

/** How long it may take to notice and to end; longer than most wait before they try again. */
const LIMIT_MS = 40_000
/** One that listens has started; what it does about its database it does soon. */
const LIMIT_WHEN_LISTENING_MS = 5_000

/**
 * Starts the service with its database out of reach, and looks what becomes of it.
 *
 * @param port What it is told to listen on.
 * @returns Nothing when its environment names no database.
 */
export async function startWithoutDatabase(
  command: Command,
  port: number,
  plan: LivePlan,
  session: LiveSession,
): Promise<BadDatabaseStart | undefined> {
  const addresses = databaseAddresses(command.environment)
  if (addresses.length === 0) return undefined
  const nowhere = await startTcpProxy()
  const environment = pointTo(command.environment, addresses, nowhere.port)
  const variables = addresses.flatMap((address) => address.variables)
  const started = await startProcess({ ...command, environment })
  try {
    const seen = { variables, ...(await watch(started, port, plan, session, nowhere)) }
    session.record('process', `start with ${variables.join(', ')} leading nowhere`, describe(seen))
    return seen
  } finally {
    await started.kill()
    await nowhere.close()
  }
}

async function watch(
  started: StartedProcess,
  port: number,
  plan: LivePlan,
  session: LiveSession,
  nowhere: TcpProxy,
): Promise<Omit<BadDatabaseStart, 'variables'>> {
  const signal = session.within(LIMIT_MS)
  const origin = await findOrigin(started, port, plan, signal).catch(() => undefined)
  let health: HealthAnswer[] = []
  if (origin !== undefined) {
    await Promise.race([started.ended, wait(LIMIT_WHEN_LISTENING_MS)])
    if (!started.exit()) health = await askAll(origin, plan, session.signal)
  }
  const exit = started.exit()
  const lastAttemptMs = nowhere.lastAttemptMs()
  return {
    waitedMs: Math.round(performance.now() - started.startedMs),
    listens: origin !== undefined,
    attempts: nowhere.attempts(),
    health,
    ...(exit && { exit }),
    ...(lastAttemptMs !== undefined && { lastAttemptMs: Math.round(lastAttemptMs - started.startedMs) }),
  }
}

async function askAll(origin: string, plan: LivePlan, signal: AbortSignal): Promise<HealthAnswer[]> {
  const paths = await healthPaths(origin, plan, signal)
  return Promise.all(paths.map((path) => askHealth(origin, path, signal)))
}

function describe({ exit, listens, attempts, health }: Omit<BadDatabaseStart, 'variables'>): string {
  if (exit) return `ended with ${exit.signal ?? exit.code} after ${exit.afterMs} ms`
  const answers = health.map((answer) => `${answer.path} ${answerText(answer)}`)
  return [`still running, ${listens ? 'listens' : 'opened no port'}, ${attempts} connections`, ...answers].join(', ')
}
