import { check } from '../check.ts'
import { cpu } from '../checks/cpu.ts'
import { disk } from '../checks/disk.ts'
import { memory } from '../checks/memory.ts'
import { createHealth } from '../create-health.ts'
import { HealthError } from '../errors.ts'
import { toSystemHealth, type SystemHealth } from '../export/system-health.ts'
import type { Health } from '../health.ts'
import type { Scalar } from '../model/check-outcome.ts'
import type { HealthOptions } from '../options/health-options.ts'
import type { Status } from '../model/status.ts'

/** What a health check of a system monitor returns. */
export interface HealthMetricReport {
  name: string
  value: string | number | boolean
  status: Status
  unit?: string
  metadata?: Readonly<Record<string, Scalar>>
}

export type SystemHealthCheck = () => HealthMetricReport | Promise<HealthMetricReport>

const DEFAULT_INTERVAL_S = 30

/**
 * Monitoring by registered functions and callbacks: another set of names for `createHealth`. Status counts at once
 * (`failAfter` and `recoverAfter` are 1), and CPU (60 and 80 percent), memory (70, 85)
 * and disk (80, 90) are watched from the start, unless `checks` says otherwise.
 *
 * @example
 * const monitor = new SystemHealthMonitor()
 * monitor.registerHealthCheck('queue', () => ({ name: 'queue', value: 12, status: 'healthy', unit: 'jobs' }))
 * monitor.addAlertCallback(({ overallStatus, recommendations }) => console.warn(overallStatus, recommendations))
 * monitor.startMonitoring(30)
 */
export class SystemHealthMonitor {
  /** The same monitoring under its other names. */
  readonly health: Health
  readonly #checks = new Map<string, { run: SystemHealthCheck; end: () => void }>()
  #intervalSeconds = DEFAULT_INTERVAL_S

  constructor(options: Omit<HealthOptions, 'autoStart'> = {}) {
    const { checks = [cpu(), memory(), disk()] } = options
    const defaults = { interval: '30s', timeout: '10s', failAfter: 1, recoverAfter: 1, ...options.defaults } as const
    this.health = createHealth({ ...options, defaults, autoStart: false, checks })
    this.health.ready()
  }

  /** Registers a check, or replaces the one of that name. */
  registerHealthCheck(name: string, run: SystemHealthCheck): void {
    this.#checks.get(name)?.end()
    const end = this.health.register(
      check(toCheckName(name), { kind: 'monitor', interval: `${this.#intervalSeconds}s` }, async () => {
        const { value, status, unit, metadata } = await run()
        return { value, status, ...(unit !== undefined && { unit }), ...(metadata && { metadata }) }
      }),
    )
    this.#checks.set(name, { run, end })
  }

  /** Calls back when something goes wrong, and when it is over. */
  addAlertCallback(callback: (health: SystemHealth) => unknown): void {
    this.health.onAlert(() => callback(this.getSystemHealth()))
  }

  /** Runs every check every so many seconds. */
  startMonitoring(intervalSeconds = DEFAULT_INTERVAL_S): void {
    if (!Number.isFinite(intervalSeconds) || intervalSeconds <= 0)
      throw HealthError.of('SW_ERR_HEALTH_OPTION', {
        path: 'startMonitoring.intervalSeconds',
        expected: 'a number of seconds above 0',
        got: String(intervalSeconds),
      })
    if (intervalSeconds !== this.#intervalSeconds) {
      this.#intervalSeconds = intervalSeconds
      for (const [name, { run }] of this.#checks) this.registerHealthCheck(name, run)
    }
    this.health.start()
  }

  stopMonitoring(): void {
    this.health.stop()
  }

  /** Runs every check now. */
  async runHealthChecks(): Promise<SystemHealth> {
    return toSystemHealth(await this.health.run())
  }

  getSystemHealth(): SystemHealth {
    return toSystemHealth(this.health.snapshot())
  }

  exportHealthData(format: 'json' | 'prometheus' = 'json'): string {
    if (format === 'prometheus') return this.health.metrics()
    if (format === 'json') return JSON.stringify(this.getSystemHealth())
    throw HealthError.of('SW_ERR_HEALTH_UNKNOWN_FORMAT', { format: String(format), formats: 'json, prometheus' })
  }
}

/** Names are free text here and labels there. */
function toCheckName(name: string): string {
  return (
    name
      .trim()
      .replace(/[^A-Za-z0-9_.:-]+/g, '_')
      .replace(/^[^A-Za-z0-9]+/, '') || 'check'
  )
}
