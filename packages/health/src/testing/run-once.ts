import type { HealthCheck } from '../check.ts'
import { createHealth } from '../create-health.ts'
import type { CheckResult } from '../model/check-result.ts'

/** Runs a check alone, so many times, and returns what came last. Not meant for checks that must go on between calls. */
export async function runOnce(check: HealthCheck, times = 1): Promise<CheckResult> {
  const health = createHealth({ autoStart: false, checks: [check] })
  for (let run = 1; run < times; run++) await health.run()
  const snapshot = await health.run()
  await health.close()
  return snapshot.checks[0]!.result!
}

/** Measurements of a result by name. */
export function measured({ measurements }: CheckResult): Record<string, number> {
  return Object.fromEntries(measurements.map(({ name, value }) => [name, value]))
}

/** Runs it until it is healthy again; how long a client takes to notice is its own affair. */
export async function untilHealthy(check: HealthCheck): Promise<CheckResult> {
  for (;;) {
    const result = await runOnce(check)
    if (result.status === 'healthy') return result
    await new Promise((resolve) => void setTimeout(resolve, 50))
  }
}
