import type { Expression } from '../../facts/expression.ts'
import type { SourceFile } from '../../facts/source.ts'
import { siteOf, type CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { pathText } from '../http/route.ts'
import { isNode } from '../program/file-index.ts'
import { NO_ARGUMENTS, unknown, type Value } from '../program/value.ts'
import type { JobLibrary, JobQueue, JobWorker } from './job-queue.ts'
import { isNothing, NOTHING, optionValue } from './option-state.ts'

const LIBRARIES: Record<string, JobLibrary> = { '@nestjs/bullmq': 'bullmq', '@nestjs/bull': 'bull' }

/** What `BullModule` was given for all queues and for each of them. */
export interface NestQueues {
  queues: JobQueue[]
  workers: JobWorker[]
}

export function findNestQueues(program: Execution): NestQueues {
  const result: NestQueues = { queues: [], workers: [] }
  for (const [name, library] of Object.entries(LIBRARIES)) {
    const calls = program.ofPackage(name).filter(({ force }) => force !== 'off')
    const shared = sharedOptions(program, calls)
    const registered = calls.flatMap((event) => registrations(program, event))
    for (const { options, event } of registered) {
      const own = optionValue(options, 'defaultJobOptions')
      const text = pathText(optionValue(options, 'name'))?.text
      result.queues.push({
        library,
        ...(text !== undefined && { name: text }),
        file: event.file,
        at: event.call.nameAt,
        force: event.force,
        defaults: isNothing(own) ? optionValue(shared, 'defaultJobOptions') : own,
      })
    }
    result.workers.push(...processors(program, name, library, shared))
  }
  return result
}

/** Options of `forRoot`; several configurations leave open which holds. */
function sharedOptions(program: Execution, calls: readonly CallEvent[]): Value {
  const roots = calls.filter(({ name }) => /\.BullModule\.forRoot(Async)?$/.test(name))
  const values = roots.map((event) => resolveAsync(program, event, configArgument(program, event)))
  return values.length === 0 ? NOTHING : values.length === 1 ? values[0]! : unknown('several configurations')
}

/** `forRoot('key', options)` names a configuration. */
function configArgument(program: Execution, event: CallEvent): Value | undefined {
  const args = program.evaluator.arguments(siteOf(event))
  return args[0]?.kind === 'literal' ? args[1] : args[0]
}

/** What `useFactory` returns; a class or an existing provider is not followed. */
function resolveAsync(program: Execution, { name, frame }: CallEvent, options: Value | undefined): Value {
  if (!name.endsWith('Async')) return options ?? NOTHING
  const factory = optionValue(options, 'useFactory')
  if (factory.kind !== 'function') return unknown('made elsewhere')
  return program.evaluator.invoke(factory, NO_ARGUMENTS, `factory ${name}`, frame)
}

function registrations(program: Execution, event: CallEvent): { options: Value; event: CallEvent }[] {
  const { name } = event
  if (!/\.BullModule\.registerQueue(Async)?$/.test(name)) return []
  return program.evaluator.arguments(siteOf(event)).map((value) => {
    if (!name.endsWith('Async')) return { options: value, event }
    const made = resolveAsync(program, event, value)
    const declared = optionValue(value, 'name')
    return { options: isNothing(declared) ? made : withName(made, declared), event }
  })
}

/** `registerQueueAsync` names the queue beside the factory. */
function withName(made: Value, name: Value): Value {
  if (made.kind !== 'record') return { ...OPEN_RECORD, get: (key) => (key === 'name' ? name : undefined) }
  return { ...made, get: (key) => (key === 'name' ? name : made.get(key)) }
}

const OPEN_RECORD = { kind: 'record', keys: () => [], siteOf: () => undefined, open: () => true } as const

/** Classes under `@Processor()`: Nest makes a worker of each and closes it when the application closes. */
function processors(program: Execution, name: string, library: JobLibrary, shared: Value): JobWorker[] {
  const decorated = new RegExp(`^${name}\\.(Processor|QueueEventsListener)\\(\\)$`)
  return loadedFiles(program, name).flatMap((file) =>
    file.classes.flatMap(({ decorators }) =>
      decorators.flatMap((decorator): JobWorker[] => {
        const value = program.evaluator.evaluate(file, decorator)
        if (value.kind !== 'instance' || !value.call || !decorated.test(value.name)) return []
        const args = program.evaluator.arguments(value.call)
        const queue = pathText(args[0]?.kind === 'record' ? args[0].get('name') : args[0])?.text
        const own = optionValue(args[1], 'connection')
        const connection = isNothing(own) ? optionValue(shared, 'connection') : own
        return [
          {
            library,
            kind: value.name.endsWith('.Processor()') ? 'worker' : 'events',
            ...(queue !== undefined && { queue }),
            file,
            at: file.calls[value.call.call]!.nameAt,
            force: 'on',
            ...(!isNothing(connection) && { connection }),
            ...(args[1] && { options: args[1] }),
            managedBy: 'nest',
            isSeen: true,
          },
        ]
      }),
    ),
  )
}

function loadedFiles(program: Execution, specifier: string): SourceFile[] {
  const { sources } = program.evaluator
  return [...program.modules].flatMap((path) =>
    sources.skim(path)?.specifiers.includes(specifier) ? (sources.parse(path) ?? []) : [],
  )
}

/** The queue that `@InjectQueue('name')` put into the property a method is called on: `this.mails.add(…)`. */
export function injectedQueue(program: Execution, { file, call }: CallEvent): string | undefined {
  const property = ownProperty(call.callee)
  if (!property) return undefined
  for (const { members, at, end } of file.classes) {
    if (call.at < at || call.at > end) continue
    for (const decorator of members.find(({ name }) => name === property)?.decorators ?? []) {
      const value = program.evaluator.evaluate(file, decorator)
      if (value.kind !== 'instance' || !value.call || !value.name.endsWith('.InjectQueue()')) continue
      return pathText(program.evaluator.argument(value.call, 0))?.text
    }
  }
  return undefined
}

/** `mails` of `this.mails.add`. */
function ownProperty(callee: Expression): string | undefined {
  if (!isNode(callee) || callee.type !== 'member' || !isNode(callee.object) || callee.object.type !== 'member')
    return undefined
  const { object, property } = callee.object
  return isNode(object) && object.type === 'this' ? property : undefined
}
