import type { CheckRun } from '../model/check-result.ts'
import type { CheckSettings } from '../model/check-settings.ts'
import { rankOf, worstStatus, type Status } from '../model/status.ts'
import type { Threshold } from '../model/threshold.ts'

/** Where a number stood after the last run; what hysteresis and `…ForMs` remember. */
export interface Level {
  status: 'healthy' | 'warning' | 'critical'
  /** Since when, on the monotonic clock, the number has been beyond these limits. */
  warningSince?: number
  criticalSince?: number
}

export type Levels = Readonly<Record<string, Level>>

export interface Judgement {
  status: Status
  levels: Levels
  message?: string
  /** Critical, before `onFail` softened it. */
  failed?: true
}

const FAULT_STATUS = { threw: 'critical', timeout: 'critical', invalid: 'unknown' } as const

/** What one run means by itself: the worst of what the check said and what the thresholds say, up to `onFail`. */
export function judgeRun(run: CheckRun, settings: CheckSettings, before: Levels): Judgement {
  if (run.fault)
    return {
      ...limit(FAULT_STATUS[run.fault], settings),
      levels: before,
      ...(run.message && { message: run.message }),
    }
  const levels: Record<string, Level> = {}
  const said: string[] = []
  let status: Status = run.status ?? 'healthy'
  for (const [name, threshold] of Object.entries(settings.thresholds)) {
    const number = numberOf(run, name)
    if (number === undefined) continue
    const level = nextLevel(number.value, threshold, before[name], run.endedAtMonotonicMs)
    levels[name] = level
    if (level.status !== 'healthy') said.push(describeLevel(name, number, threshold, level.status))
    status = worstStatus([status, level.status])
  }
  const message = run.message ?? (said.length > 0 ? said.join('; ') : undefined)
  return { ...limit(status, settings), levels, ...(message !== undefined && { message }) }
}

function limit(status: Status, { onFail }: CheckSettings): Pick<Judgement, 'status' | 'failed'> {
  return status === 'critical' && onFail === 'warning' ? { status: 'warning', failed: true } : { status }
}

interface NamedNumber {
  value: number
  unit?: string | undefined
}

function numberOf({ value, unit, durationMs, measurements }: CheckRun, name: string): NamedNumber | undefined {
  if (name === 'value') return typeof value === 'number' ? { value, unit } : undefined
  const measured = measurements.find((measurement) => measurement.name === name)
  return measured ?? (name === 'responseTime' ? { value: durationMs, unit: 'ms' } : undefined)
}

function nextLevel(value: number, threshold: Threshold, before: Level | undefined, now: number): Level {
  const { warning, critical, warningForMs = 0, criticalForMs = 0 } = threshold
  const warningSince = isBeyond(value, warning ?? critical, threshold) ? (before?.warningSince ?? now) : undefined
  const criticalSince = isBeyond(value, critical, threshold) ? (before?.criticalSince ?? now) : undefined
  const since = {
    ...(warningSince !== undefined && { warningSince }),
    ...(criticalSince !== undefined && { criticalSince }),
  }
  if (criticalSince !== undefined && now - criticalSince >= criticalForMs) return { status: 'critical', ...since }
  if (before?.status === 'critical' && isBeyond(value, criticalClear(threshold), threshold))
    return { status: 'critical', ...since }
  if (warning !== undefined && warningSince !== undefined && now - warningSince >= warningForMs)
    return { status: 'warning', ...since }
  const wasBad = before !== undefined && before.status !== 'healthy'
  if (wasBad && warning !== undefined && isBeyond(value, threshold.clear ?? warning, threshold))
    return { status: 'warning', ...since }
  return { status: 'healthy', ...since }
}

/** Where critical ends: as far below its limit as `clear` is below `warning`; without a warning, at `clear` itself. */
function criticalClear({ warning, critical, clear }: Threshold): number | undefined {
  if (critical === undefined || clear === undefined) return critical
  return warning === undefined ? clear : critical - (warning - clear)
}

function isBeyond(value: number, bound: number | undefined, { when = 'above' }: Threshold): boolean {
  if (bound === undefined) return false
  return when === 'above' ? value >= bound : value <= bound
}

function describeLevel(
  name: string,
  number: NamedNumber,
  threshold: Threshold,
  status: 'warning' | 'critical',
): string {
  const unit = number.unit === undefined ? '' : ` ${number.unit}`
  const bound = threshold[status] ?? threshold.critical
  const side = threshold.when === 'below' ? 'above' : 'below'
  return `${name} is ${Math.round(number.value * 100) / 100}${unit}; it should be ${side} ${bound}${unit}`
}

/** Whether one status is worse than another. */
export function isWorse(status: Status, than: Status): boolean {
  return rankOf(status) > rankOf(than)
}
