import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withHostileTexts } from '../testing/hostile-report.ts'
import { healthyReport, sampleReport } from '../testing/sample-report.ts'
import { sampleCode, sampleFinding, sampleResult } from '../testing/sample-results.ts'
import { renderTerminal } from './terminal.ts'
import { visibleWidth } from './terminal/width.ts'

const plain = { color: false, width: 100 }

describe('a report with criticals', () => {
  const text = renderTerminal(sampleReport(), plain)

  it('begins with the verdict', () => {
    expect(text.split('\n')[0]).toBe('Shipworthy 48 POOR · verified 77 % · could be 35–59')
    expect(text).toContain('At most 59 while this lasts: 2 critical rules fail')
  })

  it('shows criticals with their evidence and the remedy that fits the service', () => {
    expect(text).toContain('services/api/src/http/create-app.ts:42 in createApp')
    expect(text).toContain('│ app.use(cors({ origin: true, credentials: true }))')
    expect(text).toContain('Cure (Express), minutes: Name the origins that may send credentials.')
    expect(text).not.toContain('@fastify/cors')
  })

  it('lists warnings by points, with three places and how many more there are', () => {
    const order = ['proxy-untrusted', 'no-sigterm', 'acquire-timeout', 'sync-io-in-handler', 'action-unpinned']
    const positions = order.map((rule) => text.indexOf(`/${rule} `))
    expect(positions.every((position) => position > 0)).toBe(true)
    expect(positions).toEqual(positions.toSorted((a, b) => a - b))
    expect(text).toContain('ci/action-unpinned · .github/workflows/release.yml:14, 20, 26 … and 2 more')
  })

  it('says what is unknown and why, and which files could not be read', () => {
    expect(text).toContain('? no address of the running service was given (tls/certificate-expiry and 1 more)')
    expect(text).toContain(
      '2 files could not be read: services/api/src/legacy/report-generator.js:214 (unexpected token)',
    )
  })

  it('says what is present but disabled', () => {
    expect(text).toContain('express-rate-limit present but disabled services/api/src/http/create-app.ts:51')
    expect(text).toContain('Redis not certain')
  })

  it('ends with gates, the cheapest route, size and a hint', () => {
    expect(text).toContain('✗ failed  fail-on critical: 3 findings are critical')
    expect(text).toContain('Cheapest route to FAIR · score 70')
    expect(text).toContain('1,284 files, 412 sources, 48,310 lines in 1.2 s')
    expect(text.trimEnd().split('\n').at(-1)).toMatch(/^shipworthy explain security\/cors-credentials-reflected/)
  })

  it('is short when quiet', () => {
    const quiet = renderTerminal(sampleReport(), { ...plain, quiet: true })
    expect(quiet).toContain('Shipworthy 48 POOR')
    expect(quiet).toContain('✗ failed')
    expect(quiet).not.toContain('Warnings')
    expect(quiet).not.toContain('Categories')
  })
})

describe('a healthy report', () => {
  const text = renderTerminal(healthyReport(), plain)

  it('fits on one screen', () => {
    expect(text.split('\n').length).toBeLessThan(45)
    expect(text).toContain('Shipworthy 100 EXCELLENT · verified 100 %\n')
    expect(text).not.toMatch(/could be|Critical|Warnings|Could not be verified/)
  })

  it('shows what does not apply without a bar and without a number', () => {
    const line = text.split('\n').find((row) => row.includes('Payments'))
    expect(line).toBe('  Payments                n/a    the service receives no payment webhooks')
    const colored = renderTerminal(healthyReport(), { ...plain, color: true })
    const painted = colored.split('\n').find((row) => row.includes('Payments'))
    expect(painted).toContain('\u001b[90m')
    expect(painted).not.toContain('\u001b[32m')
  })
})

it('names categories without rules in one sentence', () => {
  const results = [sampleResult({ rule: 'ci/none', title: 'No CI', severity: 'info' })]
  const text = renderTerminal(sampleReport({ results }), plain)
  expect(text.replace(/\s+/g, ' ')).toMatch(/Not answered by this version: Security configuration, .*Backups/)
})

it('does not rate what could not be judged', () => {
  const results = [
    sampleResult({ rule: 'ci/none', title: 'No CI', severity: 'info', outcome: 'not-applicable', reason: 'x' }),
  ]
  const text = renderTerminal(sampleReport({ results }), plain)
  expect(text).toContain('Shipworthy not rated · no rule could be verified')
  expect(text.split('\n')[0]).not.toMatch(/\d|POOR/)
})

it('does not call a rule critical whose findings are not', () => {
  const finding = sampleFinding('a key for tests', sampleCode('test.pem', 1, '-----BEGIN PRIVATE KEY-----••••'))
  const results = [
    sampleResult({
      rule: 'environment/live-credential',
      title: 'A live credential',
      severity: 'critical',
      outcome: 'fail',
      findings: [finding],
    }),
  ]
  const text = renderTerminal(sampleReport({ results }), plain)
  expect(text).toContain('Warnings · 1 rule')
  expect(text).not.toContain('Critical ·')
})

describe('texts from a project', () => {
  it('cannot steer the terminal', () => {
    const text = renderTerminal(withHostileTexts(sampleReport(), '\u001b[31m<script>\u202e\n'), plain)
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(text).toContain('\\u{1b}[31m<script>\\u{202e}')
  })

  it('cannot, whatever they are, and nothing is wider than the terminal', () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 })
    fc.assert(
      fc.property(text, fc.integer({ min: 40, max: 160 }), (hostile, width) => {
        const report = withHostileTexts(sampleReport(), hostile)
        const lines = stripVTControlCharacters(renderTerminal(report, { color: true, width })).split('\n')
        expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
        expect(Math.max(...lines.map((line) => visibleWidth(line)))).toBeLessThanOrEqual(width)
      }),
      { numRuns: 40 },
    )
  })

  it('are shortened in the middle, so that file and line stay', () => {
    const file = `services/${'deeply/'.repeat(40)}nested/server.ts`
    const results = [
      sampleResult({
        rule: 'ci/x',
        title: 'X',
        severity: 'warning',
        outcome: 'fail',
        findings: [sampleFinding('m', sampleCode(file, 7, 'x'))],
      }),
    ]
    expect(renderTerminal(sampleReport({ results }), plain)).toMatch(/services\/.*….*nested\/server\.ts:7/)
  })
})

it('says the same with and without colour', () => {
  for (const report of [sampleReport(), healthyReport()]) {
    const colored = renderTerminal(report, { color: true, width: 80 })
    expect(colored).toContain('\u001b[')
    expect(stripVTControlCharacters(colored)).toBe(renderTerminal(report, { color: false, width: 80 }))
  }
})
