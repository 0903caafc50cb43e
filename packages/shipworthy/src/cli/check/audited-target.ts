import type { AuditResult } from '../../audit/model/roll-up.ts'

/** What came of an audit. */
export interface AuditedTarget {
  result: AuditResult
  /** For `--save`: what it was made from. */
  facts: string | undefined
}
