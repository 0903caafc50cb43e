import type { ProcessExit, ServiceStop } from '../../facts/live/process-facts.ts'
import type { Evidence } from '../../model/outcome.ts'
import { probed } from '../evidence.ts'

/** What SIGTERM led to: `SIGTERM → ended with 0 after 1040 ms; 2 idle connections were open`. */
export function stopEvidence({ exit, limitMs, idleConnections, left }: ServiceStop): Evidence {
  const end = exit ? exitText(exit) : `still running after ${Math.round(limitMs / 1_000)} s`
  const others = left.length > 0 ? `; still running: ${left.join(', ')}` : ''
  return probed('SIGTERM', `${end}${others}`, `${idleConnections} idle connections were open`)
}

/** The request that was being answered meanwhile. */
export function slowEvidence({ slow }: ServiceStop): Evidence[] {
  if (!slow) return []
  const end = slow.status === undefined ? slow.problem! : `${slow.status}`
  return [probed(slow.text, `${end} ${slow.afterMs} ms after SIGTERM`, `without SIGTERM: ${slow.usual}`)]
}

export function exitText({ code, signal, afterMs }: ProcessExit): string {
  return `ended ${code === undefined ? `by ${signal}` : `with ${code}`} after ${afterMs} ms`
}
