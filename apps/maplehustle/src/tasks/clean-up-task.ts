import { defineTask } from '@shipworthy/kit/jobs'
import { z } from 'zod'
import { CLEAN_UPS, type CleanUp } from '../services/clean-up.ts'

/** Deletes what has expired, one kind at a time, so that one that fails does not keep the others. */
export function cleanUpTask(cleanUp: CleanUp) {
  return defineTask({
    name: 'clean-up',
    queue: 'low',
    schema: z.object({ kind: z.enum(CLEAN_UPS) }),
    timeoutMs: 10 * 60_000,
    handler: ({ kind }) => cleanUp.run(kind),
  })
}
