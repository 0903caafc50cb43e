import type { Views } from './views.ts'
import type { ProfileEntry } from '../model/report.ts'

/** What the service was found to be: the first thing a reader checks. */
export function describeProject(_views: Views): ProfileEntry[] {
  return []
}
