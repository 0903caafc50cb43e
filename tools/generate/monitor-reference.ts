import { monitorJsonSchema } from '../../packages/shipworthy/src/monitor/schema/monitor-schema.ts'
import { markdownTable } from './markdown.ts'
import { PAGE_MARK, type Output } from './output.ts'
import { kindsOf, schemaRows, type Schema } from './schema-rows.ts'

const HEAD = ['Key', 'Value', 'Meaning']

/** The JSON Schema that editors use for `shipworthy.monitor.*`, and the page that says the same in words. */
export function monitorReference(): Output[] {
  const schema = monitorJsonSchema() as Schema
  const { store, services, notifiers, alerts } = schema.properties!
  const sections = [
    PAGE_MARK,
    '# Keys of the monitor',
    'What `shipworthy.monitor.yaml` (or `.yml`, `.json`, `.jsonc`) may say. [The guide](guides/monitoring.md) shows it in use.',
    'A duration is a number and `ms`, `s`, `m`, `h` or `d`; an amount one and `B`, `kB`, `MB`, `GB`, `TB`, `KiB`, `MiB`, `GiB` or `TiB`.',
    '## Top',
    markdownTable(HEAD, schemaRows(withoutInner(schema, 'alerts'))),
    '## Stores',
    ...kindSections(kindsOf(store)),
    '## Checks',
    ...kindSections(kindsOf(services?.items?.properties?.['checks']?.items)),
    '## Notifiers',
    ...kindSections(kindsOf(notifiers?.items)),
    '## Alerts',
    '[Alerts](health/alerts.md) says what these lead to.',
    markdownTable(HEAD, schemaRows(alerts!, 'alerts.')),
  ]
  return [
    { path: 'packages/shipworthy/schema/monitor.schema.json', text: `${JSON.stringify(schema, null, 2)}\n` },
    { path: 'docs/monitor-configuration.md', text: `${sections.join('\n\n')}\n` },
  ]
}

/** What all kinds can be told, and then of each kind what only it can be. */
function kindSections(kinds: readonly Schema[]): string[] {
  const [first, ...rest] = kinds.map(({ properties }) => Object.keys(properties ?? {}))
  const shared = (first ?? []).filter((key) => key !== 'type' && rest.every((keys) => keys.includes(key)))
  const common = shared.length > 0 ? ['Of every type:', markdownTable(HEAD, schemaRows(pick(kinds[0]!, shared)))] : []
  return [...common, ...kinds.flatMap((kind) => kindSection(kind, shared))]
}

function kindSection(kind: Schema, shared: readonly string[]): string[] {
  const own = Object.keys(kind.properties ?? {}).filter((key) => key !== 'type' && !shared.includes(key))
  const table = own.length > 0 ? markdownTable(HEAD, schemaRows(pick(kind, own))) : 'Nothing of its own.'
  return [`### ${String(kind.properties!['type']!.const)}`, table]
}

function pick({ properties = {}, ...schema }: Schema, keys: readonly string[]): Schema {
  return { ...schema, properties: Object.fromEntries(keys.map((key) => [key, properties[key]!])) }
}

/** One key as a row of its own only. */
function withoutInner(schema: Schema, key: string): Schema {
  const { properties: _, ...outer } = schema.properties![key]!
  return { ...schema, properties: { ...schema.properties, [key]: outer } }
}
