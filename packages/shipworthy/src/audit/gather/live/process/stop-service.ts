import { setTimeout as wait } from 'node:timers/promises'
import type { LivePlan } from '../../../facts/live/live-plan.ts'
import type { ServiceStop, SlowRequest } from '../../../facts/live/process-facts.ts'
import type { LiveSession } from '../live-session.ts'
import { harmlessRoutes } from '../http/harmless-routes.ts'
import { holdBody, holdQuery, missingPath, type HeldRequest } from './hold-request.ts'
import { openIdle } from './open-idle.ts'
import type { ServiceUnderTest } from './service-under-test.ts'

/** What Kubernetes gives by default (`terminationGracePeriodSeconds`). */
const LIMIT_MS = 30_000
/** How much longer than the signal the slow request takes. */
const SLOW_MS = 1_000
const IDLE_CONNECTIONS = 2
const MAX_ROUTES = 8

/** Sends SIGTERM while a slow request and idle connections are open, and looks what becomes of them. */
export async function stopService(
  service: ServiceUnderTest,
  plan: LivePlan,
  session: LiveSession,
): Promise<ServiceStop> {
  const { started, origin, healthPaths } = service
  const idle = await openIdle(origin, healthPaths[0]?.path ?? '/', IDLE_CONNECTIONS)
  const held = await holdSlow(service, plan, session)
  const signalledMs = performance.now()
  const since = (): number => Math.round(performance.now() - signalledMs)
  started.signal('SIGTERM')
  const slow = held && settle(held, since)
  try {
    await Promise.race([started.ended, wait(SLOW_MS)])
    if (!started.exit()) held?.release()
    await untilEnded(started.ended, session.within(LIMIT_MS - SLOW_MS))
    const exit = started.exit()
    const left = exit ? started.members() : []
    // When the first process of a container ends, all others are killed with it.
    if (exit) await started.kill()
    held?.release()
    const stop = {
      limitMs: exit ? LIMIT_MS : since(),
      idleConnections: idle.count,
      left,
      ...(exit && { exit: { ...exit, afterMs: since() } }),
      ...(slow && { slow: await slow }),
    }
    session.record('process', 'SIGTERM', describe(stop))
    return stop
  } finally {
    idle.close()
  }
}

/** Preferably one that does real work: health endpoints say no on purpose while a service stops. */
async function holdSlow(
  { origin, database }: ServiceUnderTest,
  { routes }: LivePlan,
  { active, record }: LiveSession,
): Promise<HeldRequest | undefined> {
  const query = database && (await holdQuery(origin, harmlessRoutes(routes, 'GET').slice(0, MAX_ROUTES), database))
  if (query) return query
  // A body that cannot be read does nothing, and is logged: a probe that has to be allowed.
  const posts = active ? harmlessRoutes(routes, 'POST').slice(0, MAX_ROUTES) : []
  const held = await holdBody(origin, [missingPath(), ...posts])
  record(
    'process',
    held?.text ?? 'POST, its body held back',
    held ? `taken; usually ${held.usual}` : 'answered at once',
  )
  return held
}

async function settle({ text, usual, outcome }: HeldRequest, since: () => number): Promise<SlowRequest> {
  const ended = await outcome
  return { text, usual, ...ended, afterMs: since() }
}

async function untilEnded(ended: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  signal.addEventListener('abort', () => resolve(), { once: true })
  await Promise.race([ended, promise])
}

function describe({ exit, slow, left }: ServiceStop): string {
  return [
    exit ? `ended with ${exit.signal ?? exit.code} after ${exit.afterMs} ms` : 'still running',
    ...(slow ? [`slow request: ${slow.status ?? slow.problem} after ${slow.afterMs} ms`] : []),
    ...(left.length > 0 ? [`left behind: ${left.join(', ')}`] : []),
  ].join('; ')
}
