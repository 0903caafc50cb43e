import { siteOf } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import type { Value } from '../program/value.ts'
import {
  argumentState,
  firstBound,
  optionState,
  type BoundContext,
  type OptionState,
  type OutboundBound,
} from './outbound-bound.ts'

const KEYS = ['timeout', 'signal']

/** got waits without limit, ofetch for the 300 s of fetch; both take a timeout on the call or in `extend` and `create`. */
export function gotBound(context: BoundContext): OutboundBound {
  const { program, event, library } = context
  const states = [
    argumentState(context, 1, KEYS),
    argumentState(context, 0, KEYS),
    extendedState(program, event.callee),
  ]
  return firstBound(
    // The first argument is a URL as often as it is an object of options.
    states.filter(({ state }, index) => index !== 1 || state === 'set'),
    library === 'ofetch' ? 'default' : 'endless',
  )
}

/** `got.extend({ timeout })`, also over several steps. */
function extendedState(program: Execution, callee: Value): OptionState {
  let current: Value | undefined = callee
  for (let step = 0; step < 8 && current; step++) {
    if (current.kind === 'external') current = current.receiver
    else if (current.kind === 'instance') {
      if (!current.call) return { state: 'open' }
      const found = program.evaluator
        .arguments(current.call)
        .map((value) => optionState(program, value, KEYS))
        .find(({ state }) => state !== 'none')
      if (found) return found
      current = current.parent
    } else break
  }
  return { state: 'none' }
}

/** ky gives up after ten seconds unless it is told not to. */
export function kyBound({ program, event }: BoundContext): OutboundBound {
  const options = program.evaluator.argument(siteOf(event), 1)
  const timeout = options?.kind === 'record' ? options.get('timeout') : undefined
  return { state: timeout?.kind === 'literal' && timeout.value === false ? 'endless' : 'bounded' }
}
