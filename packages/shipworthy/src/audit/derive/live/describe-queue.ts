import type { QueueState } from '../../facts/live/queue-facts.ts'
import type { Evidence } from '../../model/outcome.ts'
import { probed } from '../evidence.ts'

/** How a queue stands, as evidence. */
export function describeQueue({ name, waiting, active, delayed, failed, workers, schedules }: QueueState): Evidence {
  const parts = [
    `${waiting} waiting`,
    `${active} active`,
    `${delayed} delayed`,
    `${failed} failed`,
    `${schedules.length} schedules`,
    `${workers ?? '?'} workers`,
  ]
  return probed(`queue ${name}`, parts.join(', '))
}
