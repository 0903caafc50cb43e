import { addsEachTime } from '../execution/adds-each-time.ts'
import type { CallEvent } from '../execution/call-event.ts'
import { isUnfollowed } from '../execution/unfollowed-call.ts'
import type { Execution } from '../execution/execution.ts'
import type { ScheduledJob } from './job-queue.ts'

/** What doing a job twice at the same time would do twice. */
export interface JobEffects {
  /** The first call whose effect is doubled. */
  doubled?: CallEvent
  /** Part of the job could not be followed. */
  isOpen: boolean
}

/** What runs more often looks after the process: probes, flushes, heartbeats. */
const MINUTE_MS = 60_000

export function effectsOf(program: Execution, job: ScheduledJob): JobEffects {
  const isHousekeeping = job.everyMs !== undefined && job.everyMs < MINUTE_MS
  let isOpen = job.isOpen && !isHousekeeping
  for (const fn of job.functions) {
    for (const event of program.trace(fn)) {
      if (event.force !== 'off' && addsEachTime(event)) return { doubled: event, isOpen }
      if (!isHousekeeping && isUnfollowed(event)) isOpen = true
    }
  }
  return { isOpen }
}
