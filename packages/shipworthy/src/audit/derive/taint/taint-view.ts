import type { Evidence } from '../../model/outcome.ts'
import { callAt, codeAt } from '../evidence.ts'
import type { CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { siteOf } from '../execution/call-event.ts'
import { createCallers } from './callers.ts'
import { commandCalls, commandTexts } from './command-sinks.ts'
import { createTracer } from './create-tracer.ts'
import type { Language } from './library-calls.ts'
import { gravest, lazily, type Origin } from './origin.ts'
import { placeOfCall } from './place.ts'
import { sqlCalls, sqlTexts, type SinkText } from './sql-sinks.ts'

/** A call that reads a text as SQL or as a command line, and where that text comes from. */
export interface Sink {
  event: CallEvent
  origin: Origin
}

export interface TaintView {
  sql: readonly Sink[]
  commands: readonly Sink[]
}

/** Activations of one place that are looked at: closures may hold different texts. */
const MAX_ACTIVATIONS = 3

/** What clients may write into SQL and into command lines. */
export function deriveTaint(program: Execution): TaintView {
  const callers = createCallers(program)
  const find = (language: Language, calls: readonly CallEvent[], textsOf: (event: CallEvent) => SinkText[]): Sink[] => {
    const tracer = createTracer(program, callers, language)
    return byPlace(calls).map((activations) => {
      const origin = gravest(
        lazily(activations, (event) =>
          gravest(
            lazily(textsOf(event), ({ expression, path }) =>
              tracer.trace(expression, path, placeOfCall(siteOf(event))),
            ),
          ),
        ),
      )
      return { event: activations[0]!, origin }
    })
  }
  let sql: readonly Sink[] | undefined
  let commands: readonly Sink[] | undefined
  return {
    get sql() {
      return (sql ??= find('sql', sqlCalls(program), sqlTexts))
    },
    get commands() {
      return (commands ??= find('shell', commandCalls(program), (event) => commandTexts(program, event)))
    },
  }
}

function byPlace(calls: readonly CallEvent[]): CallEvent[][] {
  const groups = new Map<CallEvent['call'], CallEvent[]>()
  for (const event of calls) {
    const group = groups.get(event.call)
    if (!group) groups.set(event.call, [event])
    else if (group.length < MAX_ACTIVATIONS && event.phase !== 'unseen') group.push(event)
  }
  return [...groups.values()]
}

const MAX_STEPS = 8

/** The place that reads the text, then the way from the request to it. */
export function pathEvidence({ event, origin }: Sink): Evidence[] {
  const steps = origin.kind === 'request' ? origin.steps : []
  const shown = steps.length > MAX_STEPS ? [...steps.slice(0, MAX_STEPS / 2), ...steps.slice(-MAX_STEPS / 2)] : steps
  return [callAt(event), ...shown.map(({ file, at, note }) => codeAt(file, at, note))]
}
