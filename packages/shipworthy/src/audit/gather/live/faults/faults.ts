import type { FaultFacts, FaultPath } from '../../../facts/live/fault-facts.ts'
import type { HealthAnswer } from '../../../facts/live/process-facts.ts'
import type { LiveGatherer } from '../live-gatherer.ts'
import type { LiveSession } from '../live-session.ts'
import { answerText } from '../process/ask-health.ts'
import type { ServiceUnderTest } from '../process/service-under-test.ts'
import { SilentError } from '../silent-error.ts'
import type { TcpProxy } from '../tcp-proxy.ts'
import { askAll, watchHealth, type Seen, type Watch } from './watch-health.ts'

/** Three failed probes, ten seconds apart: what Kubernetes does by default. */
const LIMIT_MS = 35_000
/** Liveness is watched for a while, though nothing should become of it: it may fail later than readiness does. */
const AWAY: Watch = { limitMs: LIMIT_MS, minMs: 6_000, settles: isOther, expects: ({ role }) => role !== 'liveness' }
const BACK: Watch = {
  limitMs: LIMIT_MS,
  minMs: 0,
  settles: (now, before) => !isOther(now, before),
  expects: () => true,
}

function isOther(now: HealthAnswer, before: HealthAnswer): boolean {
  return now.status !== before.status
}

/** Takes the database away from a service that it started, and gives it back. */
export const faults: LiveGatherer<'faults'> = {
  part: 'faults',
  nameOf: ({ active, start, databaseUrl }) =>
    active && start && databaseUrl !== undefined ? `${new URL(databaseUrl).host} cut off` : undefined,
  async gather(_request, _plan, session) {
    const { service } = session
    if (!service) throw new SilentError('the service was not started')
    if (service instanceof Error) throw service
    const { database, healthPaths } = service
    if (!database) throw new SilentError('no variable of the service names this database')
    if (healthPaths.length === 0) throw new SilentError('the service has no health endpoint')
    return cutOff(service, database, session)
  },
}

async function cutOff(service: ServiceUnderTest, database: TcpProxy, session: LiveSession): Promise<FaultFacts> {
  const { origin, healthPaths, started } = service
  const before = await askAll(origin, healthPaths, session.signal)
  const [connections, attempts] = [database.open(), database.attempts()]
  database.cut()
  const away = await watchHealth(service, before, AWAY, session)
  const isUsed = connections + database.attempts() - attempts > 0
  database.restore()
  session.record('faults', 'every connection to the database is reset', textOf(away))
  const exit = started.exit()
  if (!isUsed) throw new SilentError('the service makes no connection to this database')
  const back = exit ? away : await watchHealth(service, before, BACK, session)
  if (!exit) session.record('faults', 'the database can be reached again', textOf(back))
  const paths = before.map((answer, index): FaultPath => {
    const [during, after] = [away[index]!, back[index]!]
    return { before: answer, during: during.answer, duringMs: during.atMs, after: after.answer, afterMs: after.atMs }
  })
  return { connections, limitMs: LIMIT_MS, paths, ...(exit && { ended: exit }) }
}

function textOf(seen: readonly Seen[]): string {
  return seen.map(({ answer, atMs }) => `${answer.path} ${answerText(answer)} after ${atMs} ms`).join(', ')
}
