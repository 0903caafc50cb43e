import { createHealth, type CheckSnapshot, type HealthSnapshot } from '@shipworthy/health'
import { buildCheck } from './build-check.ts'
import type { LoadedMonitorConfig } from './load-monitor-config.ts'
import { nameChecks } from './name-checks.ts'
import { toStartError } from './to-start-error.ts'

const AT_ONCE = 50

/** Runs every check once. Nothing is stored, and nobody is told. */
export async function runOnce({ config, folder }: LoadedMonitorConfig): Promise<HealthSnapshot> {
  const named = nameChecks(config)
  const built: Awaited<ReturnType<typeof buildCheck>>[] = []
  try {
    for (const one of named) built.push(await buildCheck(one, { folder }))
    const checks = built.map(({ health }) => health)
    const health = createHealth({
      service: { name: config.name ?? 'monitor' },
      checks,
      history: false,
      autoStart: false,
    })
    const names = checks.map(({ name }) => name)
    while (names.length > 0) await Promise.all(names.splice(0, AT_ONCE).map((name) => health.run(name)))
    const snapshot = health.snapshot()
    await health.close()
    return snapshot
  } catch (error) {
    throw toStartError(error)
  } finally {
    await Promise.all(built.map(({ close }) => close()))
  }
}

/** 0: nothing is wrong · 1: something is critical, or a warning when those count · 3: something is unknown. */
export function exitCodeOf(checks: readonly CheckSnapshot[], failOn: 'critical' | 'warning'): number {
  const has = (status: CheckSnapshot['status']): boolean => checks.some((check) => check.status === status)
  if (has('critical') || (failOn === 'warning' && has('warning'))) return 1
  return has('unknown') ? 3 : 0
}
