import { describe, expect, it } from 'vitest'
import { RULES } from '../packages/shipworthy/src/audit/rules/registry.generated.ts'
import { CATEGORIES, categoryOf } from '../packages/shipworthy/src/audit/model/categories.ts'

const CATALOGUE = /^[A-Z]{2}\d\d$/

describe('what rules say of themselves', () => {
  it.each(RULES.map((rule) => [rule.id, rule] as const))('%s is complete', (id, rule) => {
    const texts = JSON.stringify({ ...rule, evaluate: undefined })
    expect(texts).not.toContain('TODO')
    expect(rule.catalogue).toMatch(CATALOGUE)
    expect(CATEGORIES).toHaveProperty(categoryOf(id))
    expect(rule.title.length).toBeLessThanOrEqual(70)
    expect(rule.title).not.toMatch(/[.!]$/)
    expect(rule.why.length).toBeGreaterThan(40)
    expect(rule.remedies.length).toBeGreaterThan(0)
    expect(rule.references.length).toBeGreaterThan(0)
    for (const { url } of rule.references) expect(new URL(url).protocol).toBe('https:')
    expect(rule.falsePositives.length).toBeGreaterThan(0)
  })

  it('gives every rule a number of its own', () => {
    const numbers = RULES.map(({ catalogue }) => catalogue)
    expect(numbers.filter((number, index) => numbers.indexOf(number) !== index)).toEqual([])
  })

  it('calls nothing critical that is only a guess', () => {
    const guesses = RULES.filter(({ severity, confidence }) => severity === 'critical' && confidence === 'heuristic')
    expect(guesses.map(({ id }) => id)).toEqual([])
  })
})
