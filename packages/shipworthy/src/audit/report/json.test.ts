import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exampleReader } from '../examples/example-reader.ts'
import { CATEGORIES } from '../model/categories.ts'
import type { Report } from '../model/report.ts'
import { RULES } from '../rules/registry.generated.ts'
import { runAudit } from '../run-audit.ts'
import { withHostileTexts } from '../testing/hostile-report.ts'
import { healthyReport, sampleReport } from '../testing/sample-report.ts'
import { renderJson } from './json.ts'

interface Schema {
  type?: string | string[]
  description?: string
  $ref?: string
  additionalProperties?: unknown
  properties?: Record<string, Schema>
  $defs?: Record<string, Schema>
  items?: Schema | false
  prefixItems?: Schema[]
  enum?: string[]
}

const schema = JSON.parse(
  readFileSync(new URL('../../../schema/report.schema.json', import.meta.url), 'utf8'),
) as Schema
const validate = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: true }).compile(
  schema,
)

function problemsOf(json: string): string[] {
  validate(JSON.parse(json))
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

describe('the schema', () => {
  const parts = schemasIn(schema)

  it('describes every property and closes every object', () => {
    expect(parts.length).toBeGreaterThan(80)
    for (const [path, part] of parts) {
      expect(part.description ?? part.$ref, path).toBeTruthy()
      if (part.type !== 'object') continue
      const isMap = part.properties === undefined
      if (!isMap) expect(part.additionalProperties, path).toBe(false)
    }
  })

  it('knows every category', () => {
    expect(schema.$defs?.['category']?.enum).toEqual(Object.keys(CATEGORIES))
  })

  it('accepts what the model allows', () => {
    for (const report of [sampleReport(), healthyReport(), sampleReport({ results: [] })])
      expect(problemsOf(renderJson(report))).toEqual([])
  })

  it('accepts the report of every example of every rule', { timeout: 180_000 }, () => {
    for (const rule of RULES) {
      for (const [index, example] of rule.examples.entries()) {
        const report = runAudit(exampleReader(example), index === 0 ? {} : { rules: [rule] })
        expect(problemsOf(renderJson(report)), `${rule.id}: ${example.name}`).toEqual([])
      }
    }
  })

  it('refuses a property that is missing', () => {
    for (const [path, broken] of withoutEachProperty(sampleReport()))
      expect(problemsOf(JSON.stringify(broken)), `without ${path}`).not.toEqual([])
  })

  it('refuses a property it does not know, wherever it stands', () => {
    for (const [path, broken] of withExtraProperty(sampleReport()))
      expect(problemsOf(JSON.stringify(broken)), `with ${path}`).not.toEqual([])
  })

  it('refuses a verdict without what makes it one', () => {
    const report = sampleReport()
    const failed = report.results.findIndex(({ outcome }) => outcome === 'fail')
    const reasoned = report.results.findIndex(({ outcome }) => outcome === 'unknown')
    const change = (index: number, changes: object): string =>
      JSON.stringify({
        ...report,
        results: report.results.map((result, at) => (at === index ? { ...result, ...changes } : result)),
      })
    expect(problemsOf(change(failed, { findings: [] }))).not.toEqual([])
    expect(problemsOf(change(failed, { outcome: 'pass' }))).not.toEqual([])
    expect(problemsOf(change(reasoned, { reason: undefined }))).not.toEqual([])
  })
})

describe('the text', () => {
  it('is the report, on lines of its own, with two spaces and a line end', () => {
    const report = sampleReport()
    const text = renderJson(report)
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(report)))
    expect(text.startsWith('{\n  "version": 1,\n  "tool": {\n    "name": "shipworthy",\n')).toBe(true)
    expect(text.endsWith('\n}\n')).toBe(true)
  })

  it('is one that a terminal can show and the schema accepts, whatever a project calls its things', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (hostile) => {
        const report = sampleReport()
        const text = renderJson({ ...withHostileTexts(report, `${hostile}\u001b[31m\u202e\ud800`), tool: report.tool })
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
        expect(problemsOf(text)).toEqual([])
      }),
      { numRuns: 10 },
    )
  })
})

/** Every part of the schema that describes a value, with where it stands. */
function schemasIn(part: Schema, path = ''): [string, Schema][] {
  const inner = [
    ...Object.entries(part.properties ?? {}),
    ...Object.entries(part.$defs ?? {}),
    ...(part.items ? [['items', part.items] as const] : []),
    ...(part.prefixItems ?? []).map((item, index) => [String(index), item] as const),
  ]
  return [[path, part], ...inner.flatMap(([name, child]) => schemasIn(child, `${path}/${name}`))]
}

const OPTIONAL = new Set(
  'route reason file line column symbol snippet note code until owner problem suppressed baselined baseline catalogue docs'.split(
    ' ',
  ),
)

/** The report once for every property it needs, without that one. */
function* withoutEachProperty(report: Report): Generator<[string, unknown]> {
  for (const { path, key, owner } of propertiesOf(report)) {
    const isNeeded = !OPTIONAL.has(key) || (key === 'file' && path.includes('/unreadable/'))
    if (!isNeeded || path.startsWith('/rules')) continue
    yield [`${path}/${key}`, replace(report, owner, withoutKey(owner, key))]
  }
  const id = Object.keys(report.rules)[0]!
  for (const key of Object.keys(report.rules[id]!).filter((name) => !OPTIONAL.has(name)))
    yield [`/rules/${id}/${key}`, { ...report, rules: { ...report.rules, [id]: withoutKey(report.rules[id]!, key) } }]
}

/** The report once for every object in it, with a property more in that one. */
function* withExtraProperty(report: Report): Generator<[string, unknown]> {
  const owners = new Map(propertiesOf(report).map(({ path, owner }) => [owner, path]))
  for (const [owner, path] of owners) yield [`${path}/extra`, replace(report, owner, { ...owner, extra: 1 })]
}

function propertiesOf(value: unknown, path = ''): { path: string; key: string; owner: object }[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => propertiesOf(item, `${path}/${index}`))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [
    { path, key, owner: value },
    ...propertiesOf(inner, `${path}/${key}`),
  ])
}

function withoutKey(owner: object, key: string): object {
  return Object.fromEntries(Object.entries(owner).filter(([name]) => name !== key))
}

function replace(value: unknown, owner: object, other: object): unknown {
  if (value === owner) return other
  if (Array.isArray(value)) return value.map((item) => replace(item, owner, other))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replace(inner, owner, other)]))
}
