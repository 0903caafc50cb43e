import type { FaultFacts, FaultPath } from '../facts/live/fault-facts.ts'
import type { HealthAnswer } from '../facts/live/process-facts.ts'

/** A service of an example whose database was taken away and given back. */
export function cutOffService(paths: readonly FaultPath[], facts: Partial<FaultFacts> = {}): FaultFacts {
  return { connections: 3, limitMs: 35_000, paths: [...paths], ...facts }
}

/** What a health path answers before, while the database is away, and after; by status. */
export function faultPath(
  path: string,
  role: HealthAnswer['role'],
  [before, during, after]: readonly [number, number, number],
  text = '{"status":"ok"}',
): FaultPath {
  const answer = (status: number): HealthAnswer => ({
    path,
    role,
    status,
    text: status === 200 ? text : '{"status":"fail"}',
  })
  return { before: answer(before), during: answer(during), duringMs: 1_200, after: answer(after), afterMs: 900 }
}
