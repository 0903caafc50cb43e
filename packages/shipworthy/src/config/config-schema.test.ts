import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { configJsonSchema, configSchema } from './config-schema.ts'

const committed = readFileSync(new URL('../../schema/config.schema.json', import.meta.url), 'utf8')

describe('the JSON Schema of the configuration', () => {
  it('is the committed file; `npm run generate` writes it', () => {
    expect(committed).toBe(`${JSON.stringify(configJsonSchema(), null, 2)}\n`)
  })

  it('judges as the loader does', () => {
    const validate = new Ajv2020({ strict: true }).compile(JSON.parse(committed) as object)
    const reason = 'metrics come from the mesh'
    for (const [config, isValid] of [
      [{}, true],
      [{ $schema: 'x', ignore: ['a'], failOn: 'never', minScore: 0, minCoverage: 100, rules: {} }, true],
      [{ rules: { 'monitoring/no-metrics': { enabled: false, reason } } }, true],
      [{ rules: { 'monitoring/no-metrics': { enabled: false } } }, false],
      [{ rules: { 'monitoring/no-metrics': { enabled: false, reason, severity: 'info' } } }, false],
      [{ suppressions: [{ rule: 'ci/no-tests', reason, until: '2027-01-31', owner: '@a', paths: ['b/'] }] }, true],
      [{ suppressions: [{ rule: 'ci/no-tests' }] }, false],
      [{ suppressions: [{ rule: 'ci/no-tests', reason, until: 'soon' }] }, false],
      [{ suppressions: [{ rule: 'ci/no-tests', reason, paths: [] }] }, false],
      [{ minScore: 101 }, false],
      [{ ignore: [''] }, false],
      [{ failOn: 'error' }, false],
      [{ plugins: [] }, false],
      [[], false],
    ] as const) {
      expect(validate(config), JSON.stringify(config)).toBe(isValid)
      expect(configSchema.safeParse(config).success, JSON.stringify(config)).toBe(isValid)
    }
  })

  it('describes every key', () => {
    const { properties } = configJsonSchema() as { properties: Record<string, { description?: string }> }
    expect(Object.keys(properties).length).toBeGreaterThan(5)
    expect(Object.entries(properties).filter(([, { description }]) => !description)).toEqual([])
  })
})
