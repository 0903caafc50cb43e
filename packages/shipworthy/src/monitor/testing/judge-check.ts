import { createHealth, type CheckResult, type HealthCheck } from '@shipworthy/health'
import { setTimeout as wait } from 'node:timers/promises'

/** Runs a check once. */
export async function judgeCheck(check: HealthCheck): Promise<CheckResult> {
  const health = createHealth({ autoStart: false, history: false, checks: [check] })
  const snapshot = await health.run()
  await health.close()
  return snapshot.checks[0]!.result!
}

/** Runs it until it is healthy; how long a client takes to notice is its own affair. The test says how long at most. */
export async function untilHealthy(check: HealthCheck): Promise<CheckResult> {
  for (;;) {
    const result = await judgeCheck(check)
    if (result.status === 'healthy') return result
    await wait(100)
  }
}
