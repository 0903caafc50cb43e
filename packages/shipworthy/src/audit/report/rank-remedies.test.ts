import { describe, expect, it } from 'vitest'
import type { ProfileEntry, Remedy, Report } from '../model/report.ts'
import { sampleReport } from '../testing/sample-report.ts'
import { sampleCode, sampleFinding, sampleResult } from '../testing/sample-results.ts'
import { rankRemedies } from './rank-remedies.ts'

const NAMES = ['fastify', 'express', 'docker', 'any', 'pg']

function ranked({ file = 'src/server.ts', traits }: { file?: string; traits: [string, 'on' | 'off'][] }): string[] {
  const remedies: Remedy[] = NAMES.map((name) => ({ for: name, effort: 'S', text: name }))
  const result = sampleResult({
    rule: 'ci/x',
    title: 'X',
    severity: 'info',
    outcome: 'fail',
    findings: [sampleFinding('m', sampleCode(file, 1, 'x'))],
  })
  const profile: ProfileEntry[] = [{ label: 'Uses', values: traits.map(([text, state]) => ({ text, state })) }]
  const report: Report = sampleReport({ results: [result], profile })
  return rankRemedies(result, { ...report, rules: { 'ci/x': { ...report.rules['ci/x']!, remedies } } }).map(
    (remedy) => remedy.for,
  )
}

describe('rankRemedies', () => {
  it('puts the framework of the service first, then what fits any', () => {
    expect(ranked({ traits: [['Express 5', 'on']] }).slice(0, 2)).toEqual(['express', 'any'])
  })

  it('goes by the file of the finding before that', () => {
    expect(ranked({ file: 'api/Dockerfile', traits: [['Express 5', 'on']] })[0]).toBe('docker')
    expect(ranked({ file: 'build/api.Dockerfile', traits: [] })[0]).toBe('docker')
  })

  it('is not misled by names that only begin alike, or by what is switched off', () => {
    expect(ranked({ traits: [['express-rate-limit', 'on']] })[0]).toBe('any')
    expect(ranked({ traits: [['Express 5', 'off']] })[0]).toBe('any')
  })

  it('keeps the order of the rule among equals', () => {
    expect(ranked({ traits: [] })).toEqual(['any', 'docker', 'pg', 'fastify', 'express'])
  })
})
