import type { Outcome } from '../../model/outcome.ts'

/** Outcomes by the words a reader knows. */
export const OUTCOMES: Record<Outcome, string> = {
  fail: 'Failed',
  unknown: 'Not verified',
  error: 'Rule failed to run',
  pass: 'Passed',
  'not-applicable': 'Does not apply',
}
