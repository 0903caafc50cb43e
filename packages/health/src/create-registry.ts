import type { HealthCheck } from './check.ts'
import { HealthError } from './errors.ts'
import type { CheckSettings } from './model/check-settings.ts'
import type { Clock } from './model/clock.ts'
import { checkDependencies } from './options/check-dependencies.ts'
import type { CheckDefaults } from './options/health-options.ts'
import { resolveCheck } from './options/resolve-check.ts'
import type { Scheduler } from './run/scheduler.ts'
import type { HealthState } from './state/health-state.ts'

export interface RegistryParts {
  defaults: CheckDefaults
  scheduler: Scheduler
  state: HealthState
  clock: Clock
}

/** The checks there are, and which of them are scheduled. */
export interface Registry {
  /** Adds all or, when something is wrong with one, none. */
  add(checks: readonly HealthCheck[], pathOf: (index: number) => string): void
  remove(name: string): void
  start(): void
  stop(): void
  /** A startup check that was healthy has done its work. */
  retire(name: string): void
  run(name?: string): Promise<void>
  close(): void
}

interface Entry {
  check: HealthCheck
  settings: CheckSettings
  end: () => void
}

export function createRegistry({ defaults, scheduler, state, clock }: RegistryParts): Registry {
  const entries = new Map<string, Entry>()
  /** Checks that decide about traffic, once started, go on until the end. */
  let isStarted = false
  let isMonitoring = false
  let isClosed = false

  const isDue = ({ kind }: CheckSettings): boolean => (kind === 'monitor' ? isMonitoring : isStarted)

  function enter(check: HealthCheck, settings: CheckSettings): void {
    entries.set(settings.name, { check, settings, end: check.start?.() ?? (() => {}) })
    state.add(settings, clock.now())
    if (isDue(settings)) scheduler.add(settings, check.run)
  }

  return {
    add(checks, pathOf) {
      const known = new Map([...entries].map(([name, { settings }]) => [name, settings]))
      const added = checks.map((check, index) => {
        const settings = resolveCheck(check, defaults, pathOf(index))
        if (known.has(settings.name)) throw HealthError.of('SW_ERR_HEALTH_DUPLICATE_CHECK', { name: settings.name })
        known.set(settings.name, settings)
        return { check, settings }
      })
      checkDependencies(known)
      for (const { check, settings } of added) enter(check, settings)
    },
    remove(name) {
      scheduler.remove(name)
      entries.get(name)?.end()
      entries.delete(name)
      state.remove(name, { now: clock.now(), monotonic: clock.monotonic() })
    },
    start() {
      if (isMonitoring || isClosed) return
      const before = isStarted
      isStarted = true
      isMonitoring = true
      for (const { check, settings } of entries.values())
        if (settings.kind === 'monitor' || !before) scheduler.add(settings, check.run)
      state.setMonitoring(true)
    },
    stop() {
      if (!isMonitoring) return
      isMonitoring = false
      for (const { settings } of entries.values()) if (settings.kind === 'monitor') scheduler.remove(settings.name)
      state.setMonitoring(false)
    },
    retire(name) {
      if (entries.get(name)?.settings.kind === 'startup' && state.hasPassed(name)) scheduler.remove(name)
    },
    async run(name) {
      const wanted = name === undefined ? [...entries.values()] : [entries.get(name)]
      const runs = wanted.map((entry) => {
        if (entry) return scheduler.runNow(entry.settings, entry.check.run)
        const names = [...entries.keys()].join(', ')
        throw HealthError.of('SW_ERR_HEALTH_UNKNOWN_CHECK', { name: name ?? '', names })
      })
      await Promise.all(runs)
    },
    close() {
      isClosed = true
      scheduler.stop()
      for (const { end } of entries.values()) end()
    },
  }
}
