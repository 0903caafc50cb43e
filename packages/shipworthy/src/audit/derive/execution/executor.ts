import type { SourceFile } from '../../facts/source.ts'
import { classifyPath } from '../../facts/path-class.ts'
import { isNode } from '../program/file-index.ts'
import type { Evaluator } from '../program/evaluator.ts'
import { weaker, type Force } from '../program/force.ts'
import {
  givenArguments,
  type Arguments,
  type ClassValue,
  type Frame,
  type FunctionValue,
  type ObjectValue,
  type Value,
} from '../program/value.ts'
import { siteOf, type Callback, type CallEvent, type LoadedPlugin, type Phase } from './call-event.ts'
import type { FunctionPlace } from './call-graph.ts'
import { loadedModules } from './loaded-modules.ts'
import { continuationsOf } from './continuations.ts'
import { mayCallBack } from './may-call-back.ts'

/** A function is followed into at most this often at start-up, where each call may set up something else. */
const MAX_BOOT_RUNS = 120
/** Later one look is enough, except at what a wrapper made: each `asyncHandler(fn)` leads to another function. */
const MAX_CLOSURE_RUNS = 400
const MAX_CALL_DEPTH = 45
/** Far beyond any real service; keeps a pathological one from running for ever. */
const MAX_EVENTS = 400_000

/** These give back the function they are given; it is called where their result is used. */
const HANDS_BACK =
  /^(fastify-plugin|util\.promisify|function\.bind|lodash\.(once|memoize)|react\.cache|Object\.(freeze|assign))$/

export interface Executor {
  events: CallEvent[]
  callbacks: Callback[]
  plugins: LoadedPlugin[]
  /** Files whose top level ran. */
  modules: Set<string>
  /** Runs the top level of a file; an entry point is looked into even when no token of a rule occurs in it. */
  runModule: (path: string, force: Force, isEntry?: boolean) => void
  /** `false` when it was walked often enough already. */
  runFunction: (fn: FunctionValue, args: Arguments, options: RunOptions) => boolean
  wasRun: (file: SourceFile, index: number) => boolean
  /** Whether it ran while the program started, not behind a switch that is off. */
  ranAtBoot: (file: SourceFile, index: number) => boolean
}

export interface RunOptions {
  key: string
  force: Force
  phase: Phase
  /** Canonical name of the external function that calls back. */
  caller?: string
  frame?: Frame | undefined
}

export interface ExecutorHooks {
  /** One function was found to call another. */
  onCall?: (from: FunctionPlace, to: FunctionPlace) => void
  /** A function is not walked once more for this event. */
  onLimit?: (fn: FunctionValue, event: CallEvent) => void
  /** Whether to go into a function that an event calls. */
  follows?: (fn: FunctionPlace, event: CallEvent) => boolean
}

/**
 * Walks through the program as it would run: modules in the order they are loaded, calls in the order they are made, into
 * every function of the project, under the conditions that stand around them. Nothing is executed; what only a request
 * would reach is collected as callbacks for a second walk.
 */
export function createExecutor(evaluator: Evaluator, hooks: ExecutorHooks = {}): Executor {
  const events: CallEvent[] = []
  const callbacks: Callback[] = []
  const plugins: LoadedPlugin[] = []
  const modules = new Set<string>()
  const runs = new Map<number, number>()
  const closureRuns = new Map<string, number>()
  const sureRuns = new Set<string>()
  const offRuns = new Set<number>()
  const bootRuns = new Set<number>()
  const seen = new Set<string>()
  const { onCall = () => undefined, onLimit = () => undefined, follows = () => true } = hooks
  let depth = 0

  function runModule(path: string, force: Force, isEntry = false): void {
    if (modules.has(path)) return
    modules.add(path)
    const { sources } = evaluator
    const skim = sources.skim(path)
    if (!skim || skim.client || classifyPath(path) === 'vendored') return
    if (!skim.relevant && !isEntry) {
      for (const specifier of skim.specifiers) {
        const resolved = sources.resolve(path, specifier)
        if (resolved && !resolved.endsWith('.json')) runModule(resolved, force)
      }
      return
    }
    const file = sources.parse(path)
    if (!file) return
    for (const { kind, resolved } of file.imports) {
      if (resolved && (kind === 'import' || kind === 're-export') && !resolved.endsWith('.json'))
        runModule(resolved, force)
    }
    runBody(file, 0, undefined, force, 'boot')
  }

  function runBody(file: SourceFile, index: number, frame: Frame | undefined, force: Force, phase: Phase): void {
    if (depth > MAX_CALL_DEPTH || events.length > MAX_EVENTS) return
    depth++
    for (const call of evaluator.index(file).callsIn(index)) runCall(file, call, frame, force, phase)
    depth--
  }

  function runCall(file: SourceFile, callIndex: number, frame: Frame | undefined, outer: Force, phase: Phase): void {
    const call = file.calls[callIndex]!
    const force = weaker(outer, evaluator.force(file, call.guard, frame).force)
    if (call.import !== undefined) {
      const { resolved } = file.imports[call.import]!
      if (resolved && !resolved.endsWith('.json')) runModule(resolved, force)
      return
    }
    const site = { file, call: callIndex, frame }
    const callee = evaluator.callee(site)
    for (const target of callee.kind === 'alternatives' ? callee.values : [callee]) {
      runTarget({
        name: nameOf(target, call),
        callee: target,
        file,
        call,
        callIndex,
        frame,
        force,
        phase,
        order: events.length,
      })
    }
  }

  function runTarget(event: CallEvent): void {
    const { callee } = event
    if (callee.kind === 'function') runProjectFunction(event, callee)
    else if (callee.kind === 'class') runProjectClass(event, callee)
    else if (events.length <= MAX_EVENTS) runExternal(event)
  }

  function runProjectFunction(event: CallEvent, callee: FunctionValue): void {
    const { file, call, force, phase, frame } = event
    onCall({ file, index: call.function }, callee)
    events.push(event)
    if (!follows(callee, event)) return
    const site = siteOf(event)
    const object = call.kind === 'new' ? evaluator.call(site) : undefined
    const self = object?.kind === 'object' ? { self: object } : {}
    const options = { key: evaluator.callId(site), force, phase, frame }
    const fn = { ...callee, ...self }
    if (!runFunction(fn, evaluator.passed(site), options)) onLimit(fn, event)
  }

  function runProjectClass(event: CallEvent, callee: ClassValue): void {
    const site = siteOf(event)
    const object = evaluator.call(site)
    events.push(event)
    if (object.kind !== 'object') return
    const options = { key: evaluator.callId(site), force: event.force, phase: event.phase }
    runConstruction(object, callee, event, options, evaluator.passed(site))
  }

  function runExternal(event: CallEvent): void {
    const { file, call, force, phase, frame } = event
    events.push(event)
    for (const path of loadedModules(evaluator, event)) runModule(path, force)
    if (!mayCallBack(event)) return
    const site = siteOf(event)
    const args = evaluator.arguments(site)
    const continuations = continuationsOf(evaluator, event, args)
    if (!continuations) {
      if (HANDS_BACK.test(event.name)) return
      for (const [argument, value] of args.entries()) collectCallbacks(event, argument, value)
      return
    }
    for (const { fn, args: given, key: part, module, plugin } of continuations) {
      if (module) runModule(module, force)
      if (module && plugin) plugins.push({ ...plugin, event, path: module })
      if (!fn) continue
      onCall({ file, index: call.function }, fn)
      const key = `${evaluator.callId(site)}/${part}`
      if (follows(fn, event)) runFunction(fn, givenArguments(given), { key, force, phase, caller: event.name, frame })
    }
  }

  function collectCallbacks(event: CallEvent, argument: number, value: Value, key?: string, nesting = 0): void {
    if (value.kind === 'function' || value.kind === 'class' || value.kind === 'object') {
      if (value.kind === 'function') onCall({ file: event.file, index: event.call.function }, value)
      callbacks.push({ event, argument, value, ...(key && { key }) })
    } else if (value.kind === 'record' && nesting < 3) {
      for (const name of value.keys().slice(0, 60)) {
        const inner = value.get(name)
        if (inner) collectCallbacks(event, argument, inner, name, nesting + 1)
      }
    } else if ((value.kind === 'list' || value.kind === 'alternatives') && nesting < 3) {
      const items = value.kind === 'list' ? value.items() : value.values
      for (const item of items.slice(0, 60)) collectCallbacks(event, argument, item, key, nesting + 1)
    }
  }

  function runFunction(fn: FunctionValue, args: Arguments, options: RunOptions): boolean {
    const { file, index } = fn
    const identity = evaluator.functionId(file, index)
    const closure = `${identity}@${fn.frame?.id ?? 0}`
    const count = runs.get(identity) ?? 0
    const ofClosure = closureRuns.get(closure) ?? 0
    // A function that was only perhaps called is looked at again when it surely is.
    const isSurer = options.force === 'on' && !sureRuns.has(closure)
    const isKnown = (ofClosure > 0 && !isSurer) || count >= MAX_CLOSURE_RUNS
    if (options.phase === 'boot' ? count >= MAX_BOOT_RUNS : isKnown) return false
    const frame = evaluator.enter(fn, args, options.key, options.frame, options.caller)
    const visit = `${frame.id} ${options.phase} ${options.force === 'off'}`
    if (seen.has(visit)) return true
    seen.add(visit)
    // A run behind a switch that is off shows what is disabled; it must not use up the runs that are in force.
    const isOff = options.force === 'off'
    if (isOff && offRuns.has(identity)) return true
    if (isOff) offRuns.add(identity)
    else {
      runs.set(identity, count + 1)
      closureRuns.set(closure, ofClosure + 1)
    }
    if (options.force === 'on') sureRuns.add(closure)
    if (options.phase === 'boot' && !isOff) bootRuns.add(identity)
    runBody(file, index, frame, options.force, options.phase)
    return true
  }

  function runConstruction(
    object: ObjectValue,
    owner: ClassValue,
    event: CallEvent,
    options: RunOptions,
    args: Arguments,
  ): void {
    const { file, index } = owner
    const fact = file.classes[index]!
    const constructor = fact.members.find((member) => member.kind === 'constructor')
    if (constructor?.function !== undefined) {
      const fn: FunctionValue = {
        kind: 'function',
        file,
        index: constructor.function,
        frame: owner.frame,
        self: object,
      }
      onCall({ file: event.file, index: event.call.function }, fn)
      if (follows(fn, event)) runFunction(fn, args, options)
    } else if (fact.superclass) {
      const parent = evaluator.evaluate(file, fact.superclass, owner.frame)
      if (parent.kind === 'class')
        runConstruction(object, parent, event, { ...options, key: `${options.key}/super` }, args)
    }
  }

  return {
    events,
    callbacks,
    plugins,
    modules,
    runModule,
    runFunction,
    wasRun: (file, index) => {
      const identity = evaluator.functionId(file, index)
      return runs.has(identity) || offRuns.has(identity)
    },
    ranAtBoot: (file, index) => bootRuns.has(evaluator.functionId(file, index)),
  }
}

function nameOf(callee: Value, call: CallEvent['call']): string {
  if (callee.kind === 'external') return callee.name
  if (callee.kind === 'instance') return callee.name
  if (callee.kind === 'function') return callee.file.functions[callee.index]!.name ?? 'function'
  if (callee.kind === 'class') return callee.file.classes[callee.index]!.name ?? 'class'
  const written = call.callee
  if (isNode(written) && written.type === 'member') return `?.${written.property}`
  return isNode(written) && written.type === 'identifier' ? `?${written.name}` : '?'
}
