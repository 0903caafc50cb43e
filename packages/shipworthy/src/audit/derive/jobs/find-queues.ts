import { siteOf, type CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { pathText } from '../http/route.ts'
import type { JobLibrary, JobQueue } from './job-queue.ts'
import { optionValue } from './option-state.ts'

const MAKERS: readonly [pattern: RegExp, library: JobLibrary][] = [
  [/^bullmq\.Queue(Pro)?$/, 'bullmq'],
  [/^bull(\.Bull|\.Queue)?$/, 'bull'],
  [/^bee-queue$/, 'bee-queue'],
]

/** Queues that the code makes with `new Queue(…)`; a function that makes them gives one for each call of it. */
export function findQueues(program: Execution): JobQueue[] {
  const found = new Map<string, JobQueue>()
  for (const event of [bullmq(program), named(program, 'bull'), named(program, 'bee-queue')].flat()) {
    const maker = MAKERS.find(([pattern]) => pattern.test(event.name))
    const id = program.evaluator.callId(siteOf(event))
    const known = found.get(id)
    if (!maker || event.force === 'off' || known?.force === 'on') continue
    found.set(id, queueOf(program, event, maker[1], id))
  }
  return [...found.values()]
}

function bullmq(program: Execution): readonly CallEvent[] {
  return program.ofPackage('bullmq')
}

function named(program: Execution, name: string): readonly CallEvent[] {
  return program.ofPackage(name)
}

function queueOf(program: Execution, event: CallEvent, library: JobLibrary, id: string): JobQueue {
  const args = program.evaluator.arguments(siteOf(event))
  // Bull takes a Redis URL between name and options.
  const options = library === 'bull' && args[1]?.kind !== 'record' && args.length > 2 ? args[2] : args[1]
  const isUrl = options?.kind === 'literal' || options?.kind === 'environment' || options?.kind === 'text'
  const name = pathText(args[0])?.text
  return {
    library,
    ...(name !== undefined && { name }),
    id,
    file: event.file,
    at: event.call.nameAt,
    force: event.force,
    defaults: optionValue(isUrl ? undefined : options, 'defaultJobOptions'),
  }
}
