import fc from 'fast-check'
import { marked } from 'marked'
import { describe, expect, it } from 'vitest'
import type { Finding } from '../model/outcome.ts'
import type { Report } from '../model/report.ts'
import { fixtureReports } from '../testing/fixture-reports.ts'
import { withHostileTexts } from '../testing/hostile-report.ts'
import { healthyReport, sampleReport } from '../testing/sample-report.ts'
import { sampleCode, sampleFinding, sampleResult } from '../testing/sample-results.ts'
import { renderMarkdown } from './markdown.ts'

const MAX_BYTES = 1024 * 1024

const toHtml = (markdown: string): string => marked.parse(markdown, { async: false, gfm: true })

/** The elements a reader would get, in their order. */
function tagsOf(markdown: string): string[] {
  return [...toHtml(markdown).matchAll(/<(?!!--)[^>]*>/g)].map(([tag]) => tag)
}

/** What a reader would read. */
function textOf(markdown: string): string {
  return toHtml(markdown)
    .replace(/<[^>]*>/g, '')
    .replace(/&(lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity]!)
}

const ENTITIES: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' }

describe('Markdown', () => {
  const markdown = renderMarkdown(sampleReport())

  it('says the verdict first, then criticals with evidence and cure, warnings, categories, unknowns', () => {
    const text = textOf(markdown)
    const order = [
      '3 critical findings block the deploy',
      '48 POOR',
      'At most 59 while this lasts',
      'Critical · 3 findings',
      'services/api/src/http/create-app.ts:42 in createApp',
      'app.use(cors({ origin: true, credentials: true }))',
      'Cure (Express, minutes): Name the origins',
      'Warnings · 12 findings',
      'Infos · 2 findings',
      'Categories',
      'n/a',
      'Could not be verified · 4 rules',
      'no address of the running service was given',
      'Could not be read · 2 files',
    ].map((part) => text.indexOf(part))
    expect(order).not.toContain(-1)
    expect(order).toEqual(order.toSorted((a, b) => a - b))
  })

  it('folds what could not be verified', () => {
    const folded = markdown.slice(markdown.indexOf('<details>'), markdown.lastIndexOf('</details>'))
    expect(textOf(folded)).toContain('database/pool-over-max: the number of replicas is decided outside')
    expect(tagsOf(markdown).filter((tag) => tag === '<table>')).toHaveLength(3)
  })

  it('is short when there is little to say', () => {
    const text = textOf(renderMarkdown(healthyReport()))
    expect(text).toContain('Nothing blocks the deploy')
    expect(text).not.toMatch(/Critical ·|Warnings ·|Could not be/)
    expect(textOf(renderMarkdown(sampleReport({ results: [] })))).toContain('not rated')
  })

  it('names every critical and warning of the sample projects', () => {
    for (const report of fixtureReports()) {
      const text = textOf(renderMarkdown(report))
      for (const { rule, outcome, title } of report.results)
        if (outcome === 'fail') expect([title, rule].filter((part) => !text.includes(part))).toEqual([])
    }
  })
})

describe('hostile texts', () => {
  const elements = tagsOf(renderMarkdown(withHostileTexts(sampleReport(), 'x')))

  it.each([
    '\u001b[31m<script>alert(1)</script>',
    '[a](javascript:alert(1)) ![b](https://example.com/b.png)',
    '**bold** _it_ ~~gone~~ # no heading',
    '| a | b |\n| --- | --- |\n| c | d |',
    '\n\n# Heading\n\n- item\n\n1. one\n\n---\n\n> quote',
    '- item',
    '1. one',
    '+ item',
    '1) one',
    '===',
    '# heading',
    '> quote',
    '    code',
    '~~~ fence',
    '</details></table></code></pre>',
    'https://example.com www.example.com someone@example.com',
    '&lt;b&gt; &#60;b&#62; \\<b\\>',
    '<!-- comment',
    '[^1]: note',
    '[x]: https://example.com',
    '$$x$$',
    '[ ] task',
  ])('stay text: %j', (payload) => {
    const text = renderMarkdown(withHostileTexts(sampleReport(), payload))
    expect(tagsOf(text)).toEqual(elements)
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u)
  })

  it('with backticks change what is code and nothing else', () => {
    const others = (tags: string[]): string[] => tags.filter((tag) => !tag.includes('code'))
    for (const payload of ['``` fence', '`a', '`` ` ``', '`<b>` `@octocat`'])
      expect(others(tagsOf(renderMarkdown(withHostileTexts(sampleReport(), payload))))).toEqual(others(elements))
  })

  it('read as they were written', () => {
    const payload = '<b> [a](b) *c* `d ~e~ | f # g @team :tada: http://h 100% \\ &amp;'
    const text = textOf(renderMarkdown(withHostileTexts(sampleReport(), payload)))
    expect(text.split(payload).length).toBeGreaterThan(20)
  })

  it('mention nobody and no issue', () => {
    const text = renderMarkdown(withHostileTexts(sampleReport(), '@octocat #1 GH-1 '))
    expect(text.replace(/<pre>[\s\S]*?<\/pre>/g, '')).not.toMatch(/@octocat|#1\b|GH-1/)
  })

  it('never change the elements', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (hostile) => {
        fc.pre(!hostile.includes('`'))
        const tags = tagsOf(renderMarkdown(withHostileTexts(sampleReport(), `-${hostile}-`)))
        expect(tags).toEqual(elements)
      }),
      { numRuns: 40 },
    )
  })
})

describe('the size', () => {
  const huge = (rules: number, findings: number, text: string): Report => {
    const finding = (line: number): Finding => ({
      ...sampleFinding(text, sampleCode(`${text}.js`, line + 1, text, { note: text, symbol: text })),
      severity: 'critical',
    })
    const results = Array.from({ length: rules }, (_, index) =>
      sampleResult({
        rule: `security/r${index}`,
        title: text,
        severity: index % 2 === 0 ? 'critical' : 'warning',
        outcome: index % 5 === 4 ? 'unknown' : 'fail',
        reason: text,
        findings: Array.from({ length: findings }, (_, line) => finding(line)),
      }),
    )
    const unreadable = Array.from({ length: rules }, () => ({ file: text, reason: text }))
    return { ...sampleReport(), results, unreadable, rules: {} }
  }

  it('is below what GitHub takes however much was found', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom('#@'.repeat(3000), '\u{1f6a2}'.repeat(3000), '<&>"'.repeat(2000), 'x'.repeat(10_000)),
        (rules, findings, text) => {
          const markdown = renderMarkdown(huge(rules, findings, text))
          expect(Buffer.byteLength(markdown)).toBeLessThan(MAX_BYTES)
          expect(markdown.split('<details>').length).toBe(markdown.split('</details>').length)
        },
      ),
      { numRuns: 12 },
    )
  })

  it('says so when something was left out, and keeps the verdict and the close', () => {
    const markdown = renderMarkdown(huge(300, 40, '#@'.repeat(3000)))
    expect(markdown).toContain('The rest is left out')
    expect(markdown).toMatch(/^## /)
    expect(markdown.trimEnd()).toMatch(/<\/sub>$/)
  })
})
