import fc from 'fast-check'
import { SaxesParser, type SaxesTagPlain } from 'saxes'
import { describe, expect, it } from 'vitest'
import type { Report } from '../model/report.ts'
import { fixtureReports } from '../testing/fixture-reports.ts'
import { withHostileTexts } from '../testing/hostile-report.ts'
import { healthyReport, sampleReport } from '../testing/sample-report.ts'
import { renderJunit } from './junit.ts'

interface Element {
  name: string
  attributes: Record<string, string>
  children: Element[]
  text: string
}

/** Reads XML as its specification wants it read; the first thing that is not well-formed is thrown. */
function parse(xml: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' }
  const stack = [root]
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }: SaxesTagPlain) => {
    const element = { name, attributes, children: [], text: '' }
    stack.at(-1)!.children.push(element)
    stack.push(element)
  })
  parser.on('text', (text) => void (stack.at(-1)!.text += text))
  parser.on('closetag', () => void stack.pop())
  parser.write(xml).close()
  return root.children[0]!
}

function casesOf(xml: string): Element[] {
  return parse(xml).children.flatMap(({ children }) => children)
}

/** What the document consists of, without its texts. */
function shape({ name, attributes, children }: Element): unknown {
  return [name, Object.keys(attributes), children.map(shape)]
}

const CHILD: Record<string, string | undefined> = {
  fail: 'failure',
  error: 'error',
  unknown: 'skipped',
  'not-applicable': 'skipped',
}

describe('JUnit XML', () => {
  it('has a case for each rule that says what came of it, under a name of its own', () => {
    for (const report of [sampleReport(), healthyReport(), sampleReport({ results: [] }), ...fixtureReports()]) {
      const cases = casesOf(renderJunit(report))
      const names = cases.map(({ attributes }) => attributes['name'])
      expect(names.toSorted()).toEqual(report.results.map(({ rule, title }) => `${rule}: ${title}`).toSorted())
      expect(new Set(names).size).toBe(names.length)
      for (const { rule, title, outcome } of report.results) {
        const { children } = cases.find(({ attributes }) => attributes['name'] === `${rule}: ${title}`)!
        expect(children.map(({ name }) => name)).toEqual(CHILD[outcome] === undefined ? [] : [CHILD[outcome]])
      }
    }
  })

  it('counts what it holds, in all and in each suite', () => {
    const root = parse(renderJunit(sampleReport()))
    expect(root.attributes).toMatchObject({ tests: '23', failures: '9', errors: '1', skipped: '7', time: '1.240' })
    for (const key of ['tests', 'failures', 'errors', 'skipped']) {
      const sum = root.children.reduce((total, { attributes }) => total + Number(attributes[key]), 0)
      expect(String(sum)).toBe(root.attributes[key])
    }
    for (const { attributes, children } of root.children) expect(attributes['tests']).toBe(String(children.length))
  })

  it('gives message, evidence, cure and reason', () => {
    const cases = casesOf(renderJunit(sampleReport()))
    const find = (rule: string): Element =>
      cases.find(({ attributes }) => attributes['name']!.startsWith(rule))!.children[0]!
    const failure = find('security/cors')
    expect(failure.attributes).toMatchObject({ type: 'critical', message: expect.stringContaining('CORS reflects') })
    expect(failure.text).toContain(
      'services/api/src/http/create-app.ts:42 in createApp | app.use(cors({ origin: true, credentials: true }))',
    )
    expect(failure.text).toContain('Cure (Express, minutes): Name the origins')
    expect(find('ci/action').attributes['message']).toContain('(and 4 more places)')
    expect(find('tls/old').attributes['message']).toBe(
      'could not be verified: no address of the running service was given',
    )
    expect(find('cache/no-ttl').attributes['message']).toBe('does not apply: no cache is used')
    expect(find('health/path').attributes['message']).toContain('the rule failed')
  })

  it('stays the same document whatever a project calls its things', () => {
    const known = shape(parse(renderJunit(withHostileTexts(sampleReport(), 'x'))))
    const check = (hostile: string): void => {
      const report: Report = withHostileTexts(sampleReport(), hostile)
      const xml = renderJunit(report)
      expect(shape(parse(xml))).toEqual(known)
      expect(xml.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\ufffe\uffff]/u)
    }
    for (const text of ['\u0000\u001b[31m', ']]>', '"/><x y="', '<!--', '&bogus;', '\ufffe\uffff', '\ud800', '<?xml?>'])
      check(text)
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 40 }), check), { numRuns: 30 })
  })
})
