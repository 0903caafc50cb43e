import type { Rate } from './limit.ts'

/** What came of one attempt. */
export interface Verdict {
  allowed: boolean
  /** How many more may come at once. */
  remaining: number
  /** When the same attempt will be allowed; 0 when it was. Infinity for more than the burst, which never will be. */
  retryAfterMs: number
  /** When everything may be used again. */
  resetMs: number
  /** Who decided: memory when there is no Redis, or when it is gone. */
  decidedBy: 'redis' | 'memory'
}

/** What Redis and memory both answer. */
export interface Decision {
  allowed: boolean
  /** How far the debt reaches beyond now, after the attempt: 0 is a full burst. */
  debtUs: number
}

export function toVerdict(
  { intervalUs, burst }: Rate,
  decision: Decision,
  cost: number,
  decidedBy: Verdict['decidedBy'],
): Verdict {
  const { allowed, debtUs } = decision
  const capacityUs = burst * intervalUs
  const missingUs = debtUs + cost * intervalUs - capacityUs
  return {
    allowed,
    remaining: Math.max(0, Math.floor((capacityUs - debtUs) / intervalUs)),
    retryAfterMs: allowed ? 0 : cost > burst ? Infinity : missingUs / 1000,
    resetMs: debtUs / 1000,
    decidedBy,
  }
}
