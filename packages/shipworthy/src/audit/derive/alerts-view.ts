import type { ProjectFacts } from '../facts/project-facts.ts'
import type { Evidence } from '../model/outcome.ts'
import { settingAt } from './evidence.ts'

export interface AlertsView {
  /** Rules that wake somebody: Prometheus, Grafana, Gatus, CloudWatch, Terraform. */
  rules: Evidence[]
  /** Receivers of an Alertmanager, whose rules are elsewhere. */
  receivers: Evidence[]
}

/** Alerts that files of the project define. */
export function deriveAlerts({ operations, files }: ProjectFacts): AlertsView {
  const notes = operations.filter(({ topic }) => topic === 'alert')
  const evidenceOf = (isReceiver: boolean): Evidence[] =>
    notes
      .filter(({ kind }) => (kind === 'alertmanager') === isReceiver)
      .map(({ path, line, text, kind }) => settingAt(path, line, text, kind))
  const upptime = files
    .filter(({ path }) => /(^|\/)\.upptimerc\.ya?ml$/.test(path))
    .map(({ path }) => settingAt(path, 1))
  return { rules: [...evidenceOf(false), ...upptime], receivers: evidenceOf(true) }
}
