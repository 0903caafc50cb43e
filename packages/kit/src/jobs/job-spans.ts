import type { Job } from 'bullmq'
import type { SpanDetails } from '../trace/tracer.ts'
import type { QueueName, Task } from './define-task.ts'

/** https://opentelemetry.io/docs/specs/semconv/messaging/ */
const SYSTEM = { 'messaging.system': 'bullmq' } as const

/** To enqueue a job. */
export function sendSpan({ name, queue }: Task): SpanDetails {
  return {
    name: `send ${queue}`,
    kind: 'producer',
    attributes: {
      ...SYSTEM,
      'messaging.operation.type': 'send',
      'messaging.destination.name': queue,
      'shipworthy.task': name,
    },
  }
}

/** To run it, as a part of the trace in which it was enqueued. */
export function processSpan(queue: QueueName, job: Job): SpanDetails {
  const parent = job.opts.telemetry?.metadata
  return {
    name: `process ${queue}`,
    kind: 'consumer',
    attributes: {
      ...SYSTEM,
      'messaging.operation.type': 'process',
      'messaging.destination.name': queue,
      'messaging.message.id': job.id ?? '',
      'shipworthy.task': job.name,
      'shipworthy.attempt': job.attemptsMade + 1,
    },
    ...(parent !== undefined && { parent }),
  }
}
