import { existsSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import type { LivePlan } from '../../../facts/live/live-plan.ts'
import type { LiveRequest } from '../live-request.ts'
import type { LiveSession } from '../live-session.ts'
import { SilentError } from '../silent-error.ts'
import { startTcpProxy, type TcpProxy } from '../tcp-proxy.ts'
import { askHealth } from './ask-health.ts'
import { databaseAddresses, pointTo, type Environment } from './database-addresses.ts'
import { defaultPort } from './default-port.ts'
import { findOrigin } from './find-origin.ts'
import { freePort } from './free-port.ts'
import { healthPaths, isSuccess } from './health-paths.ts'
import { hideSecrets } from './hide-secrets.ts'
import { serviceEnvironment } from './service-environment.ts'
import type { ServiceUnderTest } from './service-under-test.ts'
import type { Command } from './spawn-command.ts'
import { startProcess } from './start-process.ts'
import { startWithoutDatabase } from './start-without-database.ts'

const BOOT_LIMIT_MS = 45_000
/** A service that listens may still have things to do before it is ready. */
const READY_LIMIT_MS = 15_000
const ASK_EVERY_MS = 250

/**
 * Starts the service: first without its database, where it has one, then as it is.
 *
 * @throws SilentError when it does not come up.
 */
export async function openService(
  request: LiveRequest,
  plan: LivePlan,
  session: LiveSession,
): Promise<ServiceUnderTest> {
  const { command, folder } = request.start!
  if (!existsSync(folder)) throw new SilentError('its folder does not exist')
  const port = await freePort()
  const environment = serviceEnvironment(request, plan, port)
  const badDatabase = await startWithoutDatabase({ command, folder, environment }, port, plan, session)
  const proxy = session.active ? await proxyFor(request, environment) : undefined
  try {
    const given = proxy?.environment ?? environment
    const service = await start({ command, folder, environment: given }, port, plan, session)
    return {
      ...service,
      ...(badDatabase && { badDatabase }),
      ...(proxy && { database: proxy.database }),
      async close() {
        await service.close()
        await proxy?.database.close()
      },
    }
  } catch (error) {
    await proxy?.database.close()
    throw error
  }
}

async function start(command: Command, port: number, plan: LivePlan, session: LiveSession): Promise<ServiceUnderTest> {
  const started = await startProcess(command)
  const text = `start \`${hideSecrets(command.command)}\``
  try {
    const origin = await findOrigin(started, port, plan, session.within(BOOT_LIMIT_MS))
    const bootMs = Math.round(performance.now() - started.startedMs)
    const paths = await healthPaths(origin, plan, session.signal)
    await untilReady(origin, paths, session)
    session.record('process', text, `${origin} takes connections after ${bootMs} ms`)
    return { started, origin, bootMs, healthPaths: paths, close: started.kill }
  } catch (error) {
    await started.kill()
    session.record('process', text, error instanceof SilentError ? error.message : 'it failed')
    throw error
  }
}

async function untilReady(origin: string, paths: ServiceUnderTest['healthPaths'], session: LiveSession): Promise<void> {
  const ready = paths.find(({ role }) => role === 'readiness') ?? paths.find(({ role }) => role === 'health')
  const signal = session.within(READY_LIMIT_MS)
  while (ready && !signal.aborted && !isSuccess(await askHealth(origin, ready, signal))) await wait(ASK_EVERY_MS)
}

/** A proxy before the database that was named, when variables of the service lead to that one. */
async function proxyFor(
  { databaseUrl }: LiveRequest,
  environment: Environment,
): Promise<{ database: TcpProxy; environment: Environment } | undefined> {
  if (databaseUrl === undefined) return undefined
  const { hostname, port, protocol } = new URL(databaseUrl)
  const target = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || defaultPort(protocol) }
  const addresses = databaseAddresses(environment).filter(
    (address) => address.host === hostname && address.port === target.port,
  )
  if (addresses.length === 0) return undefined
  const database = await startTcpProxy(target)
  return { database, environment: pointTo(environment, addresses, database.port) }
}
