import { QUEUES, type QueueName } from './define-task.ts'

/** `default/0193…`: the queue a job is in, and its id there. */
export function jobReference(queue: QueueName, id: string): string {
  return `${queue}/${id}`
}

/** @returns `undefined` for what names no job. */
export function readJobReference(reference: string): { queue: QueueName; id: string } | undefined {
  const slash = reference.indexOf('/')
  const queue = QUEUES.find((name) => name === reference.slice(0, slash))
  return queue && { queue, id: reference.slice(slash + 1) }
}
