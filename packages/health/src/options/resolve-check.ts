import type { CheckOptions, HealthCheck } from '../check.ts'
import { HealthError } from '../errors.ts'
import type { CheckSettings } from '../model/check-settings.ts'
import { KINDS } from '../model/kind.ts'
import { resolveThresholds } from './resolve-thresholds.ts'
import { readCount, readDuration, readLabels, readName, readOneOf, readText } from './read-option.ts'
import type { CheckDefaults } from './health-options.ts'

const FAILURES = ['warning', 'critical'] as const
const STANDARD = { interval: '10s', timeout: '1s', failAfter: 3, recoverAfter: 2 } as const satisfies CheckDefaults

/** Fills in every default of a check, or says which option is wrong. */
export function resolveCheck(check: HealthCheck, defaults: CheckDefaults, path: string): CheckSettings {
  const name = readName(check.name, `${path}.name`)
  if (typeof check.run !== 'function')
    throw HealthError.of('SW_ERR_HEALTH_OPTION', { path: `${path}.run`, expected: 'a function', got: typeof check.run })
  const options: CheckOptions = { ...STANDARD, ...defaults, ...withoutUndefined(check.options) }
  const kind = readOneOf(options.kind ?? 'monitor', KINDS, `${name}.kind`)
  if (kind === 'liveness' && check.scope !== 'local') throw HealthError.of('SW_ERR_HEALTH_SHARED_LIVENESS', { name })
  const isSpared = kind === 'readiness' && check.scope === 'shared'
  const intervalMs = readDuration(options.interval, `${name}.interval`)
  const timeoutMs = readDuration(options.timeout, `${name}.timeout`)
  return Object.freeze({
    name,
    kind,
    scope: check.scope,
    onFail: readOneOf(options.onFail ?? (isSpared ? 'warning' : 'critical'), FAILURES, `${name}.onFail`),
    intervalMs,
    timeoutMs,
    maxAgeMs:
      options.maxAge === undefined ? 3 * intervalMs + timeoutMs : readDuration(options.maxAge, `${name}.maxAge`),
    failAfter: readCount(options.failAfter, `${name}.failAfter`),
    recoverAfter: readCount(options.recoverAfter, `${name}.recoverAfter`),
    dependsOn: Object.freeze([...(options.dependsOn ?? [])]),
    thresholds: resolveThresholds(options.thresholds ?? {}, `${name}.thresholds`),
    recommendation:
      options.recommendation === undefined ? undefined : readText(options.recommendation, `${name}.recommendation`),
    labels: readLabels(options.labels ?? {}, `${name}.labels`),
  })
}

function withoutUndefined<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T
}
