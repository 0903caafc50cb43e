import { describe, expect, it } from 'vitest'
import { closestName, suggestName } from './closest-name.ts'

const NAMES = ['failOn', 'minScore', 'minCoverage', 'ignore', 'rules']

describe('closestName', () => {
  it('forgives a letter added, left out, mistaken or swapped, and capitals', () => {
    expect(NAMES.map((name) => closestName(name.toUpperCase(), NAMES))).toEqual(NAMES)
    expect(['failsOn', 'ignor', 'ignoer', 'minScpre', 'rulse'].map((typed) => closestName(typed, NAMES))).toEqual([
      'failOn',
      'ignore',
      'ignore',
      'minScore',
      'rules',
    ])
  })

  it('takes the nearest of several', () => {
    expect(closestName('no-tests', ['no-test', 'no-tests-run', 'no-texts'])).toBe('no-test')
    expect(closestName('minScover', ['minCoverage', 'minScore'])).toBe('minScore')
  })

  it('says nothing rather than guess', () => {
    expect(closestName('colour', NAMES)).toBeUndefined()
    expect(closestName('', NAMES)).toBeUndefined()
    expect(suggestName('x'.repeat(100_000), NAMES)).toBe('')
  })
})
