import { configJsonSchema } from '../../packages/shipworthy/src/config/config-schema.ts'
import { markdownCode, markdownTable } from './markdown.ts'
import { PAGE_MARK, type Output } from './output.ts'
import { schemaRows, type Schema } from './schema-rows.ts'

/** A configuration with every key; its test holds it against the schema. */
export const CONFIGURATION_EXAMPLE = {
  $schema: './node_modules/shipworthy/schema/config.schema.json',
  ignore: ['legacy/', 'scripts/**/*.js'],
  failOn: 'critical',
  minScore: 80,
  minCoverage: 70,
  rules: {
    'monitoring/no-metrics': { enabled: false, reason: 'the platform measures every request at its proxy' },
  },
  suppressions: [
    {
      rule: 'database/acquire-timeout',
      paths: ['src/reports/'],
      reason: 'reports may wait; the queue gives up after a minute',
      until: '2027-01-31',
      owner: '@reporting',
    },
  ],
}

const PLACES =
  'The configuration is data and is never executed. It lies in the audited folder, in one of these places; two at once are an error.'

/** The JSON Schema that editors use, and the page that says the same in words. */
export function configurationReference(): Output[] {
  const schema = configJsonSchema() as Schema
  const sections = [
    PAGE_MARK,
    '# Configuration',
    PLACES,
    markdownTable(
      ['Place', 'Written as'],
      [
        ['`shipworthy.config.json`', 'JSON'],
        ['`shipworthy.config.jsonc`', 'JSON with comments'],
        ['`shipworthy.config.yaml`, `shipworthy.config.yml`', 'YAML'],
        ['`package.json`, key `shipworthy`', 'JSON'],
      ],
    ),
    '`--config <file>` takes another file; `--no-config` takes none. Options of the command line win over the configuration.',
    'An unknown key, a wrong value or a rule that does not exist is an error that names file, line and column.',
    '## Keys',
    markdownTable(['Key', 'Value', 'Meaning'], schemaRows(schema)),
    '## Example',
    markdownCode(formatJson(CONFIGURATION_EXAMPLE), 'json'),
  ]
  return [
    { path: 'packages/shipworthy/schema/config.schema.json', text: `${JSON.stringify(schema, null, 2)}\n` },
    { path: 'docs/configuration.md', text: `${sections.join('\n\n')}\n` },
  ]
}

/** JSON with lists on one line, as the formatter of this repository writes it. */
function formatJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    /\[\s+([^[\]{}]*?)\s+\]/g,
    (_, items: string) => `[${items.replace(/\s+/g, ' ')}]`,
  )
}
