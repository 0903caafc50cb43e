import { UnrecoverableError, type Job } from 'bullmq'
import { runWithLogFields } from '../context/log-fields.ts'
import { KitError } from '../kit-error.ts'
import { timeLimit } from '../lifecycle/time-limit.ts'
import type { JobContext, Task } from './define-task.ts'
import { describeIssues } from './describe-issues.ts'
import { HEARTBEAT } from './heartbeat.ts'
import { jobReference } from './job-reference.ts'
import { PermanentFailure } from './permanent-failure.ts'

/** Runs one job with its task, for as long as it may take. */
export async function runJob(tasks: ReadonlyMap<string, Task>, job: Job, stop: AbortSignal): Promise<unknown> {
  if (job.name === HEARTBEAT) return undefined
  const task = tasks.get(job.name)
  // Not for ever: while a new version is rolled out, an old instance may meet a task that it does not know.
  if (!task) throw new KitError('SW_ERR_KIT_JOB_UNKNOWN_TASK', { task: job.name })
  const payload = task.schema.safeParse(job.data)
  if (!payload.success)
    throw new UnrecoverableError(
      new KitError('SW_ERR_KIT_JOB_PAYLOAD', { task: task.name, issues: describeIssues(payload.error) }).message,
    )
  using limit = timeLimit(task.timeoutMs)
  const over = new AbortController()
  const signal = AbortSignal.any([limit.signal, stop])
  try {
    const gaveUp = rejectOnAbort(task, limit.signal, stop, over.signal)
    const context = contextOf(task, job, signal)
    const fields = { job: context.reference, task: task.name, attempt: context.attempt }
    return await Promise.race([runWithLogFields(fields, () => task.handler(payload.data, context)), gaveUp])
  } catch (error) {
    if (error instanceof PermanentFailure) throw new UnrecoverableError(error.message)
    throw error
  } finally {
    over.abort()
  }
}

function contextOf(task: Task, job: Job, signal: AbortSignal): JobContext {
  return {
    reference: jobReference(task.queue, job.id!),
    idempotencyKey: `${task.name}/${job.id}`,
    attempt: job.attemptsMade + 1,
    signal,
    progress: (value) => job.updateProgress(value),
  }
}

/** A handler that does not heed its signal cannot be ended, only given up. */
function rejectOnAbort(task: Task, limit: AbortSignal, stop: AbortSignal, over: AbortSignal): Promise<never> {
  const { name, timeoutMs } = task
  const { promise, reject } = Promise.withResolvers<never>()
  const late = (): void => reject(new KitError('SW_ERR_KIT_JOB_TIMEOUT', { task: name, timeoutMs }))
  const stopped = (): void => reject(new KitError('SW_ERR_KIT_JOB_STOPPED', { task: name }))
  limit.addEventListener('abort', late, { signal: over })
  stop.addEventListener('abort', stopped, { signal: over })
  if (stop.aborted) stopped()
  promise.catch(() => undefined)
  return promise
}
