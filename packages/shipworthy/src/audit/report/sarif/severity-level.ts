import type { Severity } from '../../model/outcome.ts'

/** A severity in the words of SARIF. */
export const SEVERITY_LEVELS: Record<Severity, 'error' | 'warning' | 'note'> = {
  critical: 'error',
  warning: 'warning',
  info: 'note',
}
