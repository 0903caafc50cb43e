import type { CheckSettings } from '../model/check-settings.ts'
import type { ReportSubject } from './state/follow-report.ts'
import { MAX_HOLD_MS } from './state/group-troubles.ts'

/** Of ±10 % jitter and a timer that is late. */
const SLACK = 1.2

/** What alerts need to know of a check, from its settings and those of what it depends on. */
export function describeSubject(
  settings: CheckSettings,
  settingsOf: (check: string) => CheckSettings | undefined,
): ReportSubject {
  const { kind, labels, recoverAfter, failAfter, intervalMs, timeoutMs } = settings
  const ancestors = ancestorsOf(settings, settingsOf)
  // Both began to fail at the same moment at the latest when this one's first failure was measured.
  const knownForMs = (failAfter - 1) * intervalMs
  const noticeMs = ancestors.map((one) => SLACK * (one.failAfter * one.intervalMs + one.timeoutMs) - knownForMs)
  return {
    kind,
    labels,
    ancestors: ancestors.map(({ name }) => name),
    explainMs: Math.min(Math.max(0, ...noticeMs), MAX_HOLD_MS),
    settleMs: SLACK * (recoverAfter * intervalMs + timeoutMs),
  }
}

function ancestorsOf(
  { dependsOn }: CheckSettings,
  settingsOf: (check: string) => CheckSettings | undefined,
  found = new Map<string, CheckSettings>(),
): CheckSettings[] {
  for (const name of dependsOn) {
    const next = settingsOf(name)
    if (!next || found.has(name)) continue
    found.set(name, next)
    ancestorsOf(next, settingsOf, found)
  }
  return [...found.values()]
}
