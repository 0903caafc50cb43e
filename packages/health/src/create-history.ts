import { HealthError } from './errors.ts'
import { toHistoryCsv, toHistoryJson, toSeriesCsv, toSeriesJson } from './export/history-export.ts'
import type { HistoryStore, IncidentQuery } from './history/history-store.ts'
import { readLimit, readStep, readTime, type HistoryQuery } from './history/read-query.ts'
import type { HistoryRecorder } from './history/record-history.ts'
import type { HistoryRange } from './health.ts'
import type { Clock } from './model/clock.ts'
import type { Incident } from './model/incident.ts'
import { readDuration } from './options/read-option.ts'
import type { EventBus } from './run/event-bus.ts'
import { pickStep } from './series/pick-step.ts'
import type { SeriesPoint } from './series/series-point.ts'
import { uptimeOf, type Uptime } from './series/uptime.ts'
import type { Duration } from './units/duration.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

export interface HistoryParts {
  store: HistoryStore | undefined
  recorder: HistoryRecorder | undefined
  bus: EventBus
  clock: Clock
  /** Names of all checks. */
  names: () => readonly string[]
}

export interface History {
  series(check: string, range?: HistoryRange): Promise<readonly SeriesPoint[]>
  uptime(check: string, window: Duration): Promise<Uptime>
  incidents(query?: IncidentQuery): Promise<readonly Incident[]>
  export(format: 'json' | 'csv', query: HistoryQuery): Promise<string>
  /** What was open when the process before this one ended; nothing if the store cannot say. */
  openIncidents(): Promise<readonly Incident[]>
}

/** What has been, from the store. */
export function createHistory({ store, recorder, bus, clock, names }: HistoryParts): History {
  /** The store, after everything that has happened so far has been written to it. */
  async function ready(): Promise<HistoryStore> {
    if (!store) throw HealthError.of('SW_ERR_HEALTH_NO_HISTORY', {})
    await bus.flush()
    await recorder?.flush()
    return store
  }

  function rangeOf(query: HistoryRange): { from: number; to: number } {
    const to = readTime(query.to, 'to') ?? clock.now()
    return { from: readTime(query.from, 'from') ?? to - HOUR_MS, to }
  }

  async function series(check: string, range: HistoryRange = {}): Promise<readonly SeriesPoint[]> {
    const { from, to } = rangeOf(range)
    const stepMs = range.step === undefined ? pickStep(to - from) : readStep(range.step, from, to)
    return (await ready()).series({ check, from, to, stepMs })
  }

  async function exportSeries(format: 'json' | 'csv', query: HistoryQuery): Promise<string> {
    const { check, from, to, step } = query
    const all = check === undefined ? names() : [check]
    const range = { ...(from !== undefined && { from }), ...(to !== undefined && { to }), ...(step && { step }) }
    const found: { check: string; points: readonly SeriesPoint[] }[] = []
    for (const name of all) found.push({ check: name, points: await series(name, range) })
    return format === 'csv' ? toSeriesCsv(found) : toSeriesJson(found)
  }

  return {
    series,
    async uptime(check, window) {
      const windowMs = readDuration(window, 'window')
      const to = clock.now()
      const stepMs = windowMs <= DAY_MS ? MINUTE_MS : windowMs <= 90 * DAY_MS ? HOUR_MS : DAY_MS
      const from = to - windowMs
      return uptimeOf(await (await ready()).series({ check, from, to, stepMs }), from, to)
    },
    async openIncidents() {
      try {
        return (await store?.incidents({ open: true })) ?? []
      } catch {
        // The first write will fail as well, and that is told.
        return []
      }
    },
    incidents: async (query = {}) => (await ready()).incidents(query),
    async export(format, query) {
      if (query.step !== undefined) return exportSeries(format, query)
      const from = readTime(query.from, 'from')
      const to = readTime(query.to, 'to')
      const limit = readLimit(query.limit)
      const results = await (
        await ready()
      ).results({
        ...(query.check !== undefined && { check: query.check }),
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
        ...(limit !== undefined && { limit }),
      })
      return format === 'csv' ? toHistoryCsv(results) : toHistoryJson(results)
    },
  }
}
