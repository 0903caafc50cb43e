import type { CheckFunction } from '../check.ts'
import type { CheckRun } from '../model/check-result.ts'
import type { CheckSettings } from '../model/check-settings.ts'
import type { Clock } from '../model/clock.ts'
import { formatDuration } from '../units/duration.ts'
import { runCheck, type StartedRun } from './run-check.ts'

/** Share of the interval by which a run may come earlier or later, so that instances do not march in step. */
const JITTER = 0.1
/** Checks that decide about traffic are first run within this time, whatever their interval. */
const MAX_FIRST_WAIT_MS = 1_000

export interface SchedulerOptions {
  clock: Clock
  /** From 0 up to, but without, 1. */
  random: () => number
  /** Runs of `monitor` checks at the same time; those that decide about traffic wait for nobody. */
  maxConcurrent: number
  onRun: (run: CheckRun) => void
}

export interface SchedulerStatistics {
  inFlight: number
  waiting: number
  /** How late the last run began, in milliseconds. */
  lagMs: number
  /** Runs left out because the one before was still going on. */
  skipped: number
}

export interface Scheduler {
  add(settings: CheckSettings, run: CheckFunction): void
  remove(name: string): void
  /** Runs a check now, in addition to its schedule; if it is already running, waits for that run. */
  runNow(settings: CheckSettings, run: CheckFunction): Promise<void>
  statistics(): SchedulerStatistics
  stop(): void
}

interface Slot {
  settings: CheckSettings
  run: CheckFunction
  /** When the run is due that the timer waits for, before jitter. */
  dueMs: number
  cancel: () => void
  waiting: boolean
  started: StartedRun | undefined
  /** The time of the run in flight is over, but its function has not ended. */
  overdueSince: number | undefined
}

/**
 * Runs every check at a fixed rate: the due times do not drift with how long runs take, and a due time that falls into a run
 * is left out. Of one check at most one run is in flight, even when it ignores its timeout: checks that pile up are how a slow
 * dependency gets slower.
 */
export function createScheduler({ clock, random, maxConcurrent, onRun }: SchedulerOptions): Scheduler {
  const slots = new Map<string, Slot>()
  const queue: Slot[] = []
  let running = 0
  let skipped = 0
  let lagMs = 0

  function plan(slot: Slot): void {
    const { intervalMs } = slot.settings
    const jitter = (random() * 2 - 1) * JITTER * intervalMs
    wake(slot, slot.dueMs + jitter)
  }

  function wake(slot: Slot, atMs: number): void {
    slot.cancel = clock.after(Math.max(0, atMs - clock.monotonic()), () => {
      lagMs = Math.max(0, clock.monotonic() - atMs)
      onDue(slot)
    })
  }

  function onDue(slot: Slot): void {
    const { intervalMs } = slot.settings
    // After a pause (a blocked loop, a suspended machine) the missed runs are left out, not made up for.
    const missed = Math.max(0, Math.floor((clock.monotonic() - slot.dueMs) / intervalMs))
    slot.dueMs += (missed + 1) * intervalMs
    plan(slot)
    if (slot.started) return leaveOut(slot)
    if (slot.waiting) return void skipped++
    if (slot.settings.kind !== 'monitor' || running < maxConcurrent) return void begin(slot)
    slot.waiting = true
    queue.push(slot)
  }

  /** Too slow is one thing, hung another: a run whose time is over fails again at every due time. */
  function leaveOut(slot: Slot): void {
    skipped++
    if (slot.overdueSince === undefined) return
    const { name, kind } = slot.settings
    const waitedMs = clock.monotonic() - slot.overdueSince + slot.settings.timeoutMs
    const message = `a run begun ${formatDuration(waitedMs)} ago has still not ended`
    onRun({
      check: name,
      kind,
      message,
      measurements: Object.freeze([]),
      startedAt: clock.now(),
      endedAtMonotonicMs: clock.monotonic(),
      durationMs: waitedMs,
      fault: 'timeout',
    })
  }

  async function begin(slot: Slot): Promise<void> {
    running++
    const started = runCheck(slot.settings, slot.run, clock)
    slot.started = started
    void started.settled.then(() => {
      slot.started = undefined
      slot.overdueSince = undefined
    })
    const result = await started.result
    // A hung run keeps its own slot, but not the place of others.
    running--
    if (result.fault === 'timeout' && slot.started) slot.overdueSince = clock.monotonic()
    if (slots.get(slot.settings.name) === slot) onRun(result)
    next()
  }

  function next(): void {
    while (running < maxConcurrent) {
      const slot = queue.shift()
      if (!slot) return
      slot.waiting = false
      if (slots.get(slot.settings.name) === slot && !slot.started) void begin(slot)
    }
  }

  function remove(name: string): void {
    const slot = slots.get(name)
    if (!slot) return
    slot.cancel()
    slot.started?.abort()
    slots.delete(name)
  }

  return {
    add(settings, run) {
      const { intervalMs, kind } = settings
      const spreadMs = kind === 'monitor' ? intervalMs : Math.min(intervalMs, MAX_FIRST_WAIT_MS)
      const slot: Slot = {
        settings,
        run,
        dueMs: clock.monotonic() + random() * spreadMs,
        cancel: () => {},
        waiting: false,
        started: undefined,
        overdueSince: undefined,
      }
      slots.set(settings.name, slot)
      wake(slot, slot.dueMs)
    },
    remove,
    async runNow(settings, run) {
      const slot = slots.get(settings.name)
      if (!slot) onRun(await runCheck(settings, run, clock).result)
      else if (slot.started) await slot.started.result
      else await begin(slot)
    },
    statistics: () => ({ inFlight: running, waiting: queue.length, lagMs, skipped }),
    stop() {
      for (const name of slots.keys()) remove(name)
      queue.length = 0
    },
  }
}
