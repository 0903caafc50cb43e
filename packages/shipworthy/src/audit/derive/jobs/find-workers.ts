import { siteOf, type CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { pathText } from '../http/route.ts'
import type { JobLibrary, JobWorker } from './job-queue.ts'
import { isNothing, optionValue } from './option-state.ts'

interface Maker {
  /** Package of the canonical name. */
  from: string
  pattern: RegExp
  library: JobLibrary
  kind: JobWorker['kind']
  /** Position of the options. */
  options?: number
}

const MAKERS: readonly Maker[] = [
  { from: 'bullmq', pattern: /^bullmq\.Worker(Pro)?$/, library: 'bullmq', kind: 'worker', options: 2 },
  { from: 'bullmq', pattern: /^bullmq\.QueueEvents(Pro)?$/, library: 'bullmq', kind: 'events', options: 1 },
  { from: 'bull', pattern: /^bull(\.Bull|\.Queue)?\(\)\.process$/, library: 'bull', kind: 'worker' },
  { from: 'bee-queue', pattern: /^bee-queue\(\)\.process$/, library: 'bee-queue', kind: 'worker' },
  { from: 'agenda', pattern: /^agenda(\.Agenda)?\(\)\.start$/, library: 'agenda', kind: 'worker' },
  { from: '@hokify/agenda', pattern: /^@hokify\/agenda(\.Agenda)?\(\)\.start$/, library: 'agenda', kind: 'worker' },
  { from: 'pg-boss', pattern: /^pg-boss(\.PgBoss)?\(\)\.(work|subscribe)$/, library: 'pg-boss', kind: 'worker' },
  {
    from: 'graphile-worker',
    pattern: /^graphile-worker\.run$/,
    library: 'graphile-worker',
    kind: 'worker',
    options: 0,
  },
  {
    from: 'kafkajs',
    pattern: /^kafkajs\.Kafka\(\)\.consumer\(\)\.run$/,
    library: 'kafkajs',
    kind: 'worker',
    options: 0,
  },
  {
    from: 'amqplib',
    pattern: /^amqplib\.connect\(\)\.create(Confirm)?Channel\(\)\.consume$/,
    library: 'amqplib',
    kind: 'worker',
  },
]

/** Workers that the code starts itself. */
export function findWorkers(program: Execution): JobWorker[] {
  const found = new Map<string, JobWorker>()
  for (const maker of MAKERS) {
    for (const event of program.ofPackage(maker.from)) {
      if (event.force === 'off' || !maker.pattern.test(event.name)) continue
      const id = program.evaluator.callId(siteOf(event))
      if (found.get(id)?.force !== 'on') found.set(id, workerOf(program, event, maker))
    }
  }
  return [...found.values()]
}

function workerOf(program: Execution, event: CallEvent, { library, kind, options: position }: Maker): JobWorker {
  const args = program.evaluator.arguments(siteOf(event))
  const options = position === undefined ? undefined : args[position]
  const connection = optionValue(options, 'connection')
  const queue = library === 'bullmq' ? pathText(args[0])?.text : undefined
  return {
    library,
    kind,
    ...(queue !== undefined && { queue }),
    file: event.file,
    at: event.call.nameAt,
    force: event.force,
    ...(!isNothing(connection) && { connection }),
    ...(options && { options }),
    isSeen: event.phase !== 'unseen',
  }
}
