import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withHostileTexts } from '../testing/hostile-report.ts'
import { healthyReport, sampleReport } from '../testing/sample-report.ts'
import { sampleResult } from '../testing/sample-results.ts'
import { renderHtml } from './html.ts'
import { escapeHtml } from './text.ts'

const VOID = new Set(['meta', 'link', 'rect', 'line', 'circle', 'path', 'br'])

/** Element names still open at the end, or the first that closes another; empty for a well-formed page. */
function misnested(page: string): string[] {
  const stack: string[] = []
  const body = page.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '')
  for (const [, slash, name] of body.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)) {
    if (VOID.has(name!)) continue
    if (!slash) stack.push(name!)
    else if (stack.pop() !== name) return [`</${name}>`]
  }
  return stack
}

function attributes(page: string, name: string): string[] {
  return [...page.matchAll(new RegExp(`\\s${name}="([^"]*)"`, 'g'))].map(([, value]) => value!)
}

describe('the page', () => {
  const report = sampleReport()
  const page = renderHtml(report)

  it('is well formed, with one of each id and no link into nothing', () => {
    expect(misnested(page)).toEqual([])
    const ids = attributes(page, 'id')
    expect(new Set(ids).size).toBe(ids.length)
    const targets = attributes(page, 'href').filter((href) => href.startsWith('#'))
    expect(targets.filter((href) => !ids.includes(href.slice(1)))).toEqual([])
    for (const labelledby of attributes(page, 'aria-labelledby')) expect(ids).toContain(labelledby)
  })

  it('contains every finding, every piece of evidence and every reason', () => {
    const shown = page.replace(/<\/?code>/g, '')
    for (const { findings, evidence, reason, outcome, rule } of report.results) {
      expect(page).toContain(rule)
      if (reason && outcome !== 'fail') expect(shown).toContain(escapeHtml(reason))
      for (const { message } of findings) expect(shown).toContain(escapeHtml(message))
      for (const { snippet, file, line } of [...findings.flatMap((finding) => finding.evidence), ...evidence]) {
        if (snippet) expect(page).toContain(escapeHtml(snippet))
        if (file) expect(page).toContain(line === undefined ? file : `${file}:${line}`)
      }
    }
    for (const { file } of report.unreadable) expect(page).toContain(file)
  })

  it('says the verdict in words', () => {
    expect(page).toContain('3 critical findings block the deploy')
    expect(page).toContain('At most 59 while this lasts: 2 critical rules fail')
    expect(page).toContain('aria-label="Score 48 of 100, grade POOR; 48.4 before caps; could be 35–59."')
    expect(page).toContain('If all the rest failed, the score would be 35; if all of it passed, 59.')
    expect(page).toContain('This version leaves 1 category unanswered.')
  })

  it('opens the remedy that fits and keeps the others at hand', () => {
    expect(page).toMatch(/<details class="remedy" open><summary><b>Express<\/b>/)
    expect(page).toMatch(/<details class="remedy"><summary><b>Fastify<\/b>/)
  })

  it('loads nothing: an address is only ever the target of a link', () => {
    const withoutLinks = page.replace(/<a href="https?:[^"]*"/g, '').replace(/<(pre|code)>[\s\S]*?<\/\1>/g, '')
    expect(withoutLinks.replace(/<span>[^<]*<\/span>/g, '')).not.toMatch(/https?:\/\//)
    expect(page).not.toMatch(/<(img|iframe|object|embed|video|audio|source|form|base)\b/)
    expect(page).not.toMatch(/\ssrc=|@import|url\(/)
  })

  it('allows this style and this script and nothing else', () => {
    const policy = attributes(page, 'content').find((content) => content.includes('default-src'))!
    const hashOf = (element: string): string => {
      const text = page.match(new RegExp(`<${element}>([\\s\\S]*?)</${element}>`))![1]!
      return `${element}-src &#39;sha256-${createHash('sha256').update(text).digest('base64')}&#39;`
    }
    expect(policy).toContain('default-src &#39;none&#39;')
    expect(policy).toContain(hashOf('style'))
    expect(policy).toContain(hashOf('script'))
    expect(policy).not.toContain('unsafe')
    expect(page).not.toMatch(/\s(style|on[a-z]+)="/)
  })
})

describe('a report without findings', () => {
  const page = renderHtml(healthyReport())

  it('says so', () => {
    expect(misnested(page)).toEqual([])
    expect(page).toContain('Nothing blocks the deploy')
    expect(page).toContain('This is the highest grade.')
  })

  it('shows what does not apply with its reason, and never as a number', () => {
    const row = page.match(/<tr[^>]*class="is-na">(?:(?!<\/tr>).)*Payments.*?<\/tr>/s)?.[0] ?? ''
    expect(row).toContain('n/a')
    expect(row).toContain('the service receives no payment webhooks')
    expect(row).not.toContain('class="bar')
  })
})

it('does not rate what could not be judged', () => {
  const results = [
    sampleResult({ rule: 'ci/none', title: 'No CI', severity: 'info', outcome: 'unknown', reason: 'why' }),
  ]
  const page = renderHtml(sampleReport({ results }))
  expect(page).toContain('NOT RATED')
  expect(page).toContain('not rated · Shipworthy</title>')
  expect(page).not.toContain('>POOR<')
})

describe('hostile texts', () => {
  const payloads = [
    '\u001b[31m<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '</style><script>alert(1)</script>',
    '</pre></code></details>',
    '\u202egnp.exe',
    '`<b>`',
    'javascript:alert(1)//',
  ]
  const tags = (page: string): string[] => [...page.matchAll(/<[^>]*>/g)].map(([tag]) => tag)
  const shapes = (page: string): string[] => tags(page).map((tag) => tag.replace(/"[^"]*"/g, '""'))

  it.each(payloads)('stay text: %j', (payload) => {
    const page = renderHtml(withHostileTexts(sampleReport(), payload))
    expect(misnested(page)).toEqual([])
    expect(page).not.toMatch(/<img|onerror="|onmouseover="|href="javascript/)
    expect(page.match(/<script/g)).toHaveLength(1)
    expect(page.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })

  it('never change the elements of the page', () => {
    const known = shapes(renderHtml(withHostileTexts(sampleReport(), '--'))).join('')
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (hostile) => {
        fc.pre(!hostile.includes('`'))
        const planted = withHostileTexts(sampleReport(), `-${hostile}-`)
        expect(shapes(renderHtml(planted)).join('') === known).toBe(true)
      }),
      { numRuns: 40 },
    )
  })
})

it('is the same for the same report', () => {
  expect(renderHtml(sampleReport())).toBe(renderHtml(sampleReport()))
})
