import type { CheckFlags } from './check-flags.ts'

const TARGETS = [
  'url',
  'tls',
  'databaseUrl',
  'redisUrl',
  'start',
  'prometheusUrl',
  'alertmanagerUrl',
  'backups',
] as const satisfies readonly (keyof CheckFlags)[]

/** Whether anything but files is examined. */
export function asksRunningSystem(flags: CheckFlags): boolean {
  return TARGETS.some((target) => flags[target] !== undefined)
}
