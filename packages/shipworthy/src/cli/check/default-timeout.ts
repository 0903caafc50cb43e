import type { LiveRequest, LoadProfile } from '../../audit/gather/live/live-request.ts'

const MINUTE_MS = 60_000
/** Twice from the start until it answers, and once until it has ended. */
const START_MS = 120_000
/** Until readiness notices that the database is gone, and that it is back: 35 s each. */
const FAULTS_MS = 80_000
const ROUND_SPARE_MS = 2_000

/** For all probes together when nothing is said: a minute, and what starting, loading and cutting off take beside it. */
export function defaultTimeout({
  start,
  active,
  databaseUrl,
  load,
}: Pick<LiveRequest, 'start' | 'active' | 'databaseUrl' | 'load'>): number {
  const startMs = start ? START_MS : 0
  const faultsMs = start && active && databaseUrl !== undefined ? FAULTS_MS : 0
  return MINUTE_MS + startMs + faultsMs + (load ? loadMs(load) : 0)
}

/** The rounds, and the one that warms up. */
function loadMs({ seconds, rounds }: LoadProfile): number {
  return (rounds + 1) * (seconds * 1_000 + ROUND_SPARE_MS)
}
