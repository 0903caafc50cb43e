import type { FaultPath } from '../../facts/live/fault-facts.ts'
import type { HealthAnswer } from '../../facts/live/process-facts.ts'
import type { Evidence } from '../../model/outcome.ts'
import { probed } from '../evidence.ts'

/** What a health path said before, while the database was away, and when it was back. */
export function faultEvidence({ before, during, duringMs, after, afterMs }: FaultPath): Evidence[] {
  const sent = `GET ${before.path}`
  return [
    probed(sent, textOf(before), 'before'),
    probed(sent, textOf(during), `${seconds(duringMs)} after the database was cut off`),
    probed(sent, textOf(after), `${seconds(afterMs)} after it was back`),
  ]
}

export function isSuccess({ status = 0 }: HealthAnswer): boolean {
  return status >= 200 && status < 300
}

function textOf({ status, text }: HealthAnswer): string {
  return status === undefined ? text : `${status} ${text}`.trim()
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`
}
