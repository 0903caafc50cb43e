import { defineTask, type Task } from '@shipworthy/kit/jobs'
import { z } from 'zod'
import type { CleanUp } from '../services/clean-up.ts'

/** Deletes what has expired: sessions, tokens, failed logins. */
export function cleanUpTask(cleanUp: CleanUp): Task {
  return defineTask({
    name: 'clean-up',
    queue: 'low',
    schema: z.object({}),
    timeoutMs: 10 * 60_000,
    handler: () => cleanUp.expired(),
  })
}
