import type { Incident } from '../../model/incident.ts'
import type { Kind } from '../../model/kind.ts'
import type { Status } from '../../model/status.ts'
import type { AlertBook } from './alert-book.ts'
import type { AlertContext } from './alert-context.ts'

/** What a monitor says of one of its checks. */
export interface Report {
  check: string
  status: Status
  /** Absent for a check that was healthy from the beginning. */
  incident?: Incident
  about: ReportSubject
}

/** What there is to know of a check that may alert. */
export interface ReportSubject {
  kind: Kind
  labels: Readonly<Record<string, string>>
  /** Checks that it depends on, directly or not. */
  ancestors: readonly string[]
  /** How long to wait for one of them to be found unhealthy. */
  explainMs: number
  settleMs: number
}

/** Notes how this monitor sees a check. To report the same again changes nothing. */
export function followReport(
  book: AlertBook,
  { check, status, incident, about }: Report,
  { at, me }: AlertContext,
): void {
  const trouble = book.troubles[check]
  if (status === 'healthy') {
    if (!trouble) return
    trouble.reports[me] = status
    if (incident && Object.values(trouble.reports).every((seen) => seen === 'healthy')) trouble.incident = incident
    return
  }
  if (!incident) return
  const { kind, labels, ancestors, explainMs, settleMs } = about
  const holdUntil = at + (ancestors.length > 0 ? explainMs : 0)
  const opens = [...(book.flaps[check] ?? []), at]
  const known = (book.troubles[check] ??= {
    check,
    kind,
    labels,
    ancestors,
    settleMs,
    incident,
    reports: {},
    opens,
    holdUntil,
  })
  Object.assign(known, { kind, labels, ancestors, settleMs, incident })
  known.reports[me] = status
  // It came back before it was believed to be over.
  if (known.healthySince !== undefined) {
    known.opens.push(at)
    delete known.healthySince
  }
}
