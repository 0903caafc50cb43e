import { siteOf, type CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { lastName } from '../program/names.ts'
import type { Value } from '../program/value.ts'
import type { JobAddition, JobLibrary, JobQueue } from './job-queue.ts'
import { injectedQueue } from './nest-queues.ts'
import { isNothing, optionState, optionValue } from './option-state.ts'

const OF_QUEUE: readonly [from: string, pattern: RegExp, library: JobLibrary][] = [
  ['bullmq', /^bullmq\.(Queue(Pro)?|FlowProducer(Pro)?)\(\)\.(add|addBulk|upsertJobScheduler)$/, 'bullmq'],
  ['bull', /^bull(\.Bull|\.Queue)?\(\)\.(add|addBulk)$/, 'bull'],
]
/** Names by which Bull's `add(data, options)` is told from `add(name, data)`. */
const JOB_OPTIONS = ['attempts', 'backoff', 'delay', 'jobId', 'priority', 'removeOnComplete', 'removeOnFail', 'repeat']

/** Calls that put jobs on queues of BullMQ and Bull. */
export function findAdditions(program: Execution, queues: readonly JobQueue[]): JobAddition[] {
  const found = new Map<string, JobAddition>()
  for (const [from, pattern, library] of OF_QUEUE) {
    for (const event of program.ofPackage(from)) {
      if (event.force === 'off' || !pattern.test(event.name)) continue
      const id = program.evaluator.callId(siteOf(event))
      if (!found.has(id)) found.set(id, additionOf(program, event, library, queues))
    }
  }
  return [...found.values()]
}

function additionOf(
  program: Execution,
  event: CallEvent,
  library: JobLibrary,
  queues: readonly JobQueue[],
): JobAddition {
  const options = optionsOf(program, event, library)
  const queue = queueOf(program, event, queues)
  const method = lastName(event.name)
  return {
    library,
    event,
    file: event.file,
    at: event.call.nameAt,
    force: event.force,
    ...(queue && { queue }),
    ...(options && { options }),
    isRepeated: method === 'upsertJobScheduler' || optionState(options, 'repeat') === 'set',
  }
}

function queueOf(program: Execution, event: CallEvent, queues: readonly JobQueue[]): JobQueue | undefined {
  const receiver = event.callee.kind === 'external' ? event.callee.receiver : undefined
  const made = receiver?.kind === 'instance' ? queues.find(({ id }) => id === receiver.id) : undefined
  if (made) return made
  const name = injectedQueue(program, event)
  return name === undefined ? undefined : queues.find((queue) => queue.name === name)
}

function optionsOf(program: Execution, event: CallEvent, library: JobLibrary): Value | undefined {
  const args = program.evaluator.arguments(siteOf(event))
  const method = lastName(event.name)
  if (method === 'addBulk') return bulkOptions(args[0])
  if (event.name.includes('FlowProducer')) return optionValue(args[0], 'opts')
  if (method === 'upsertJobScheduler') return optionValue(args[2], 'opts')
  if (library === 'bullmq' || args.length > 2) return args[2]
  return isJobName(args[0]) && !looksLikeOptions(args[1]) ? undefined : args[1]
}

/** Bull's `add('name', data)`. */
function isJobName(value: Value | undefined): boolean {
  return value?.kind === 'literal' ? typeof value.value === 'string' : value?.kind === 'text'
}

function looksLikeOptions(value: Value | undefined): boolean {
  return value?.kind === 'record' && JOB_OPTIONS.some((key) => !isNothing(value.get(key)))
}

/** All jobs of one list are taken to be alike. */
function bulkOptions(jobs: Value | undefined): Value {
  const first = jobs?.kind === 'list' ? jobs.items()[0] : undefined
  return first ? optionValue(first, 'opts') : { kind: 'unknown', why: 'jobs from elsewhere' }
}
