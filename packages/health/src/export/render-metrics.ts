import type { MetricFamily } from './metric-family.ts'

export type MetricsFormat = 'prometheus' | 'openmetrics'

export const METRICS_TYPES: Readonly<Record<MetricsFormat, string>> = {
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
}

/** Metrics as Prometheus reads them. Families without samples are left out. */
export function renderMetrics(families: readonly MetricFamily[], format: MetricsFormat): string {
  const text = families
    .filter(({ samples }) => samples.length > 0)
    .map((family) => renderFamily(family, format))
    .join('')
  return format === 'openmetrics' ? `${text}# EOF\n` : text
}

function renderFamily({ name, type, help, samples }: MetricFamily, format: MetricsFormat): string {
  // OpenMetrics names the family of a counter without `_total`, Prometheus' own format with it.
  const family = format === 'openmetrics' && type === 'counter' ? name.replace(/_total$/, '') : name
  const lines = samples.map(
    ({ suffix = '', labels = {}, value }) => `${name}${suffix}${renderLabels(labels)} ${renderNumber(value)}\n`,
  )
  return `# HELP ${family} ${escapeHelp(help, format)}\n# TYPE ${family} ${type}\n${lines.join('')}`
}

function renderLabels(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

function escapeLabel(value: string): string {
  return value.toWellFormed().replace(/[\\"\n]/g, (sign) => (sign === '\n' ? '\\n' : `\\${sign}`))
}

function escapeHelp(help: string, format: MetricsFormat): string {
  const escaped = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
  return format === 'openmetrics' ? escaped.replaceAll('"', '\\"') : escaped
}

function renderNumber(value: number): string {
  if (value === Infinity) return '+Inf'
  return value === -Infinity ? '-Inf' : String(value)
}
