import type { ClassMember, SourceFile } from '../../facts/source.ts'
import { siteOf, type CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { possibilities, type FunctionValue, type Value } from '../program/value.ts'
import type { ScheduledJob } from './job-queue.ts'

/** Calls that run a function of this process by the clock. */
const CRONS: readonly [from: string, pattern: RegExp][] = [
  ['node-cron', /^node-cron\.(schedule|createTask)$/],
  ['cron', /^cron\.(CronJob|CronJob\.from|job)$/],
  ['croner', /^croner(\.Cron)?$/],
  ['node-schedule', /^node-schedule\.scheduleJob$/],
]
const NEST_TIMER = /^@nestjs\/schedule\.(Cron|Interval)\(\)$/

/** Timers of the process itself: each instance has its own. */
export function findScheduledJobs(program: Execution): ScheduledJob[] {
  const crons = CRONS.flatMap(([from, pattern]) =>
    program.ofPackage(from).filter(({ name, phase }) => pattern.test(name) && phase !== 'unseen'),
  )
  const intervals = program.named('setInterval').filter(({ name, phase }) => name === 'setInterval' && phase === 'boot')
  const found = new Map<string, ScheduledJob>()
  for (const event of [...crons, ...intervals]) {
    const place = `${event.file.path}#${event.callIndex}`
    if (event.force === 'off' || found.get(place)?.force === 'on') continue
    found.set(place, jobOf(program, event))
  }
  return [...found.values(), ...nestTimers(program)]
}

function jobOf(program: Execution, event: CallEvent): ScheduledJob {
  const args = program.evaluator.arguments(siteOf(event))
  const functions = args.flatMap(functionsIn)
  const isInterval = event.name === 'setInterval'
  const period = isInterval && args[1]?.kind === 'literal' ? args[1].value : undefined
  return {
    via: event.name,
    kind: isInterval ? 'interval' : 'cron',
    ...(typeof period === 'number' && { everyMs: period }),
    file: event.file,
    at: event.call.nameAt,
    force: event.force,
    functions,
    isOpen: functions.length === 0,
  }
}

function functionsIn(value: Value): FunctionValue[] {
  return possibilities(value).flatMap((option) => {
    if (option.kind === 'function') return [option]
    const tick = option.kind === 'record' ? option.get('onTick') : undefined
    return tick ? functionsIn(tick) : []
  })
}

/** `@Cron()` and `@Interval()` run once `ScheduleModule.forRoot()` is imported. */
function nestTimers(program: Execution): ScheduledJob[] {
  const calls = program.ofPackage('@nestjs/schedule')
  if (!calls.some(({ name, force }) => name.endsWith('ScheduleModule.forRoot') && force !== 'off')) return []
  return [...program.modules].flatMap((path) => {
    const { sources } = program.evaluator
    const isTimed = sources.skim(path)?.specifiers.includes('@nestjs/schedule')
    const file = isTimed ? sources.parse(path) : undefined
    return (file?.classes ?? []).flatMap((owner, index) =>
      owner.members.flatMap((member) => timerOf(program, file!, index, member)),
    )
  })
}

function timerOf(program: Execution, file: SourceFile, index: number, member: ClassMember): ScheduledJob[] {
  if (member.function === undefined) return []
  const self = { kind: 'object', class: { kind: 'class', file, index }, id: `${file.path}#class${index}` } as const
  const fn: FunctionValue = { kind: 'function', file, index: member.function, self }
  return member.decorators.flatMap((decorator): ScheduledJob[] => {
    const value = program.evaluator.evaluate(file, decorator)
    if (value.kind !== 'instance' || !value.call || !NEST_TIMER.test(value.name)) return []
    const kind = value.name.includes('Interval') ? 'interval' : 'cron'
    const via = `@${kind === 'cron' ? 'Cron' : 'Interval'}()`
    const { at } = file.calls[value.call.call]!
    return [{ via, kind, file, at, force: 'on', functions: [fn], isOpen: false }]
  })
}
