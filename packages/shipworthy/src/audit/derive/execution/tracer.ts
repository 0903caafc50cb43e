import type { Evaluator } from '../program/evaluator.ts'
import { NO_ARGUMENTS, type FunctionValue } from '../program/value.ts'
import { siteOf, type CallEvent } from './call-event.ts'
import type { CallGraph, FunctionPlace } from './call-graph.ts'
import type { EventIndex } from './event-index.ts'
import { createExecutor, type Executor, type ExecutorHooks } from './executor.ts'
import { givenFunctions } from './given-functions.ts'

/** Callbacks that a traced function leaves behind are followed too, up to this many. */
const MAX_CALLBACKS = 200

export interface Tracer {
  /** Every call that running this function may lead to. */
  trace: (fn: FunctionValue) => readonly CallEvent[]
  /** Those whose canonical name matches. Only functions that can lead to one are walked, which is much cheaper. */
  traceTo: (fn: FunctionValue, name: RegExp) => readonly CallEvent[]
}

/** Walks single functions again, each as if it were called now. */
export function createTracer(
  evaluator: Evaluator,
  program: Pick<Executor, 'modules'> & Pick<EventIndex, 'matching'>,
  graph: CallGraph,
): Tracer {
  const traces = new Map<string, readonly CallEvent[]>()
  const goals = new Map<string, ReadonlySet<number>>()

  function goal(name: RegExp): ReadonlySet<number> {
    let reached = goals.get(name.source)
    if (!reached) goals.set(name.source, (reached = graph.leadingTo(program.matching(name))))
    return reached
  }

  function walk(fn: FunctionValue, key: string, hooks: ExecutorHooks): readonly CallEvent[] {
    const tracer = createExecutor(evaluator, hooks)
    for (const path of program.modules) tracer.modules.add(path)
    tracer.runFunction(fn, NO_ARGUMENTS, { key: `trace ${key}`, force: 'on', phase: 'callback', caller: 'trace' })
    for (let index = 0; index < tracer.callbacks.length && index < MAX_CALLBACKS; index++) {
      const { value, event, argument } = tracer.callbacks[index]!
      if (value.kind !== 'function' || hooks.follows?.(value, event) === false) continue
      const identity = `${evaluator.callId(siteOf(event))}/${argument}`
      const options = { key: identity, force: event.force, phase: 'callback', caller: event.name } as const
      tracer.runFunction(value, NO_ARGUMENTS, options)
    }
    return tracer.events
  }

  function remember(key: string, compute: () => readonly CallEvent[]): readonly CallEvent[] {
    let known = traces.get(key)
    if (!known) traces.set(key, (known = compute()))
    return known
  }

  function keyOf({ file, index, frame, self }: FunctionValue): string {
    return `${evaluator.functionId(file, index)}@${frame?.id ?? 0}/${self?.kind === 'object' ? self.id : ''}`
  }

  return {
    trace: (fn) => remember(keyOf(fn), () => walk(fn, keyOf(fn), {})),
    traceTo: (fn, name) =>
      remember(`${keyOf(fn)} → ${name.source}`, () => {
        const reached = goal(name)
        const leads = (place: FunctionPlace): boolean => reached.has(evaluator.functionId(place.file, place.index))
        if (!leads(fn)) return []
        const follows = (place: FunctionPlace, event: CallEvent): boolean =>
          leads(place) || givenFunctions(evaluator, event).some(leads)
        return walk(fn, keyOf(fn), { follows }).filter((event) => name.test(event.name))
      }),
  }
}
