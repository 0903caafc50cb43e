import type { JobAddition, JobQueue } from './job-queue.ts'
import type { JobsView } from './jobs-view.ts'
import type { Value } from '../program/value.ts'
import { optionState, type OptionState } from './option-state.ts'

/** How one queue, or one call that adds to it, stands to a setting of its jobs. */
export interface JobSetting {
  state: OptionState
  place: JobQueue | JobAddition
}

/**
 * Where jobs of BullMQ and Bull get a setting: from the queue for all of them, else from each call that adds one.
 * `isEnough` says that a queue has the setting from elsewhere, `concerns` which additions it matters to.
 */
export function jobSettings(
  { queues, additions }: Pick<JobsView, 'queues' | 'additions'>,
  key: string,
  { isEnough = () => false, concerns = () => true, isOff }: JobSettingOptions = {},
): JobSetting[] {
  const judged = queues.filter(({ library }) => library === 'bullmq' || library === 'bull')
  const states = new Map(
    judged.map((queue) => [queue, isEnough(queue) ? 'set' : optionState(queue.defaults, key, isOff)] as const),
  )
  const settings: JobSetting[] = []
  for (const [queue, state] of states) {
    if (state !== 'unset') settings.push({ state, place: queue })
    else if (!additions.some((addition) => mayConcern(addition, queue))) settings.push({ state: 'open', place: queue })
  }
  for (const addition of additions) {
    if (!concerns(addition)) continue
    const inherited = inheritedState(addition, states)
    if (inherited !== 'set')
      settings.push({ state: ownState(optionState(addition.options, key, isOff), inherited), place: addition })
  }
  return withoutRepetition(settings)
}

export interface JobSettingOptions {
  isEnough?: (queue: JobQueue) => boolean
  concerns?: (addition: JobAddition) => boolean
  /** A value that is as good as none. */
  isOff?: (value: Value) => boolean
}

function mayConcern(addition: JobAddition, queue: JobQueue): boolean {
  return addition.queue ? addition.queue === queue : addition.library === queue.library
}

/** What the queue says; for a queue that is not known, what all of them say alike. */
function inheritedState(addition: JobAddition, states: ReadonlyMap<JobQueue, OptionState>): OptionState {
  if (addition.queue) return states.get(addition.queue) ?? 'open'
  const possible = [...states].filter(([queue]) => mayConcern(addition, queue)).map(([, state]) => state)
  const [first] = possible
  return first !== undefined && possible.every((state) => state === first) ? first : 'open'
}

function ownState(own: OptionState, inherited: OptionState): OptionState {
  return own === 'unset' && inherited === 'open' ? 'open' : own
}

/** A function that makes queues is one place, however often it is called. */
function withoutRepetition(settings: readonly JobSetting[]): JobSetting[] {
  const found = new Map(
    settings.map((setting) => [`${setting.place.file.path}:${setting.place.at} ${setting.state}`, setting]),
  )
  return [...found.values()]
}
