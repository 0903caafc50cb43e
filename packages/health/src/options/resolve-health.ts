import type { ServiceInfo } from '../model/health-snapshot.ts'
import type { HealthOptions } from './health-options.ts'
import { readCount, readText, refuse } from './read-option.ts'

const KNOWN = new Set<string>([
  'service',
  'defaults',
  'checks',
  'prefix',
  'access',
  'history',
  'notifiers',
  'alerts',
  'maxConcurrent',
  'autoStart',
  'clock',
  'random',
] satisfies (keyof HealthOptions)[])
const SERVICE_KEYS = ['version', 'release', 'builtAt'] as const
const MIN_TOKEN_LENGTH = 16

export interface HealthSettings {
  service: Readonly<ServiceInfo>
  prefix: string
  maxConcurrent: number
}

/** Checks what is not about single checks; an option nobody knows is a typing error. */
export function resolveHealth(options: HealthOptions): HealthSettings {
  for (const key of Object.keys(options))
    if (!KNOWN.has(key)) refuse(key, `one of the options ${[...KNOWN].join(', ')}`, key)
  const { token = [] } = options.access ?? {}
  const tokens = typeof token === 'string' ? [token] : token
  // The value itself must not get into a message.
  if (tokens.some((one) => typeof one !== 'string' || one.length < MIN_TOKEN_LENGTH))
    refuse('access.token', `at least ${MIN_TOKEN_LENGTH} characters`, undefined)
  return {
    service: resolveService(options.service ?? { name: 'service' }),
    prefix: resolvePrefix(options.prefix ?? '/health'),
    maxConcurrent: readCount(options.maxConcurrent ?? 50, 'maxConcurrent'),
  }
}

function resolveService(service: ServiceInfo): Readonly<ServiceInfo> {
  const known: Partial<ServiceInfo> = {}
  for (const key of SERVICE_KEYS) if (service[key] !== undefined) known[key] = readText(service[key], `service.${key}`)
  return Object.freeze({ name: readText(service.name, 'service.name'), ...known })
}

function resolvePrefix(prefix: unknown): string {
  if (typeof prefix !== 'string' || !/^(\/[A-Za-z0-9_.~-]+)+$/.test(prefix))
    refuse('prefix', "a path such as '/health', without a slash at its end", prefix)
  return prefix
}
