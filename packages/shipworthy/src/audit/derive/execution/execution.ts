import type { SourceFile } from '../../facts/source.ts'
import type { EntryPoint } from '../entries/entry-points.ts'
import type { Evaluator } from '../program/evaluator.ts'
import { NO_ARGUMENTS, type FunctionValue, type Value } from '../program/value.ts'
import { siteOf, type Callback, type CallEvent, type LoadedPlugin, type Phase } from './call-event.ts'
import { createCallGraph, type CallGraph } from './call-graph.ts'
import { runContainerClasses } from './container-classes.ts'
import { givenFunctions } from './given-functions.ts'
import { createEventIndex, type EventIndex } from './event-index.ts'
import { createExecutor, type Executor } from './executor.ts'
import { createTracer, type Tracer } from './tracer.ts'

/** The program as it runs: every call that was reached, and what it handed over to be called later. */
export interface Execution extends Tracer, EventIndex {
  evaluator: Evaluator
  entries: readonly EntryPoint[]
  events: readonly CallEvent[]
  callbacks: readonly Callback[]
  plugins: readonly LoadedPlugin[]
  /** Files that a production process loads. */
  modules: ReadonlySet<string>
  /** Whether a function ran while the program started. */
  ranAtBoot: (file: SourceFile, index: number) => boolean
}

/** Files that frameworks load by their place in the tree, and functions they call in them. */
export interface Conventions {
  modules: string[]
  handlers: { path: string; exports: string[]; caller: string }[]
}

export function runProgram(evaluator: Evaluator, entries: readonly EntryPoint[], conventions: Conventions): Execution {
  const graph = createCallGraph(evaluator.functionId, evaluator.index)
  const executor = createExecutor(evaluator, {
    onCall: graph.add,
    onLimit: (fn, event) => graph.cut(fn, givenFunctions(evaluator, event), isForeign(fn)),
  })
  for (const { file, preloads } of entries) {
    for (const path of [...preloads, ...(file ? [file] : [])]) executor.runModule(path, 'on', true)
  }
  for (const path of conventions.modules) executor.runModule(path, 'on')
  for (const { path, exports, caller } of conventions.handlers) {
    if (evaluator.sources.skim(path)?.client) continue
    for (const name of exports) runExport(evaluator, executor, path, name, caller)
  }
  runContainerClasses(evaluator, executor)
  runCallbacks(evaluator, executor)
  runUnseen(evaluator, executor)
  return summarise(evaluator, entries, executor, graph)
}

/** A method that is called on an object of a class other than its own. */
function isForeign({ file, index, self }: FunctionValue): boolean {
  if (self?.kind !== 'object' || self.class.kind !== 'class') return false
  const { members } = self.class.file.classes[self.class.index]!
  return self.class.file !== file || !members.some((member) => member.function === index)
}

function runExport(evaluator: Evaluator, executor: Executor, path: string, name: string, caller: string): void {
  const value = evaluator.exported(path, name)
  if (value.kind !== 'function') return
  executor.runFunction(value, NO_ARGUMENTS, { key: `${path}:${name}`, force: 'on', phase: 'callback', caller })
}

/** Requests, jobs and signals: the callbacks that start-up left behind, and those that they leave in turn. */
function runCallbacks(evaluator: Evaluator, executor: Executor): void {
  for (let index = 0; index < executor.callbacks.length; index++) {
    const { event, argument, key, value } = executor.callbacks[index]!
    const phase: Phase = isSignal(evaluator, event) ? 'signal' : 'callback'
    const options = { force: event.force, phase, caller: event.name }
    const identity = `${evaluator.callId(siteOf(event))}/${argument}${key ?? ''}`
    if (value.kind === 'function') executor.runFunction(value, NO_ARGUMENTS, { ...options, key: identity })
    else if (value.kind === 'class' || value.kind === 'object')
      runMethods(executor, value, { ...options, key: identity })
  }
}

/** A class that is handed to a framework: any of its methods may be called. */
function runMethods(
  executor: Executor,
  value: Extract<Value, { kind: 'class' | 'object' }>,
  options: Parameters<Executor['runFunction']>[2],
): void {
  const owner = value.kind === 'object' ? value.class : value
  if (owner.kind !== 'class') return
  const { file, index } = owner
  const self =
    value.kind === 'object' ? value : ({ kind: 'object', class: owner, id: `${file.path}#class${index}` } as const)
  for (const member of file.classes[index]!.members) {
    if (member.function === undefined || member.kind === 'field') continue
    const fn: FunctionValue = { kind: 'function', file, index: member.function, self: member.static ? owner : self }
    executor.runFunction(fn, NO_ARGUMENTS, { ...options, key: `${options.key}.${member.name}` })
  }
}

function isSignal(evaluator: Evaluator, event: CallEvent): boolean {
  if (!/^process\.(on|once|addListener|prependListener)$/.test(event.name)) return false
  const signal = evaluator.argument(siteOf(event), 0)
  return signal?.kind === 'literal' && String(signal.value).startsWith('SIG')
}

/** Functions of loaded files that no path was found to: registered by reflection, called through a container … */
function runUnseen(evaluator: Evaluator, executor: Executor): void {
  for (const path of executor.modules) {
    const skim = evaluator.sources.skim(path)
    if (!skim?.relevant || skim.client) continue
    const file = evaluator.sources.parse(path)
    if (!file) continue
    for (const index of file.functions.keys()) {
      if (index === 0 || executor.wasRun(file, index) || isInsideUnseen(file, index, executor)) continue
      const fn: FunctionValue = { kind: 'function', file, index }
      executor.runFunction(fn, NO_ARGUMENTS, { key: 'unseen', force: 'maybe', phase: 'unseen', caller: 'unseen' })
    }
  }
}

/** A function inside another is reached through it when that is walked. */
function isInsideUnseen(file: SourceFile, index: number, executor: Executor): boolean {
  const { parent } = file.functions[index]!
  return parent > 0 && !executor.wasRun(file, parent)
}

function summarise(
  evaluator: Evaluator,
  entries: readonly EntryPoint[],
  executor: Executor,
  graph: CallGraph,
): Execution {
  const { events, callbacks, plugins, modules } = executor
  const index = createEventIndex(events)
  return {
    evaluator,
    entries,
    events,
    callbacks,
    plugins,
    modules,
    ...index,
    ...createTracer(evaluator, { modules, ...index }, graph),
    ranAtBoot: executor.ranAtBoot,
  }
}
