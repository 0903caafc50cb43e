import { describe, expect, it } from 'vitest'
import * as shipworthy from './index.ts'
import {
  defineRule,
  fail,
  pass,
  renderAnnotations,
  renderBadge,
  renderHtml,
  renderJson,
  renderJunit,
  renderMarkdown,
  renderSarif,
  renderTerminal,
  RULES,
  runAudit,
  ShipworthyError,
} from './index.ts'
import type { ProjectReader, Report } from './index.ts'

const FILES: Record<string, string> = { 'package.json': '{ "name": "shop" }', 'server.js': 'export {}\n' }
const project: ProjectReader = {
  name: 'shop',
  git: true,
  files: Object.keys(FILES).map((path) => ({ path, tracked: true })),
  outerFiles: [],
  read: (path) => (path in FILES ? { text: FILES[path]! } : { problem: 'no such file' }),
}

const noChangelog = defineRule({
  id: 'ci/no-changelog',
  catalogue: 'X01',
  title: 'No changelog',
  severity: 'info',
  confidence: 'structural',
  needs: ['files'],
  why: 'Nobody can tell what a release changed.',
  remedies: [{ for: 'any', effort: 'S', text: 'Keep a CHANGELOG.md.' }],
  references: [],
  falsePositives: [],
  examples: [],
  evaluate: ({ files }) =>
    files.paths.includes('CHANGELOG.md')
      ? pass({ kind: 'setting', file: 'CHANGELOG.md' })
      : fail([{ message: 'there is no CHANGELOG.md', evidence: [{ kind: 'absence' }] }]),
})

describe('the library', () => {
  it('audits with the built-in rules and with own ones, and renders every format', () => {
    const report: Report = runAudit(project, { rules: [...RULES, noChangelog], failOn: 'info' })
    expect(report.results.find(({ rule }) => rule === 'ci/no-changelog')).toMatchObject({
      outcome: 'fail',
      findings: [{ message: 'there is no CHANGELOG.md' }],
    })
    expect(report.gates[0]?.passed).toBe(false)
    expect(renderTerminal(report, { color: false, width: 80 })).toContain('ci/no-changelog')
    expect(renderHtml(report)).toContain('No changelog')
    expect(renderSarif(report, { folder: 'api' })).toContain('"api/package.json"')
    expect(renderJunit(report)).toContain('name="ci/no-changelog: No changelog"')
    expect(renderMarkdown(report)).toContain('No changelog')
    expect(renderAnnotations(report)).toContain('shipworthy check')
    expect(renderBadge(report)).toContain(`>${report.score.value} ${report.score.grade}</text>`)
    expect((JSON.parse(renderJson(report)) as Report).rules['ci/no-changelog']?.title).toBe('No changelog')
  })

  it('throws errors that a program can tell apart', () => {
    expect(() => runAudit('/no/such/folder')).toThrow(ShipworthyError)
    expect(() => runAudit('/no/such/folder')).toThrow(expect.objectContaining({ code: 'SW_ERR_TARGET_MISSING' }))
  })

  it('exports what its documentation names', () => {
    expect(Object.keys(shipworthy).toSorted()).toEqual(
      'RULES ShipworthyError VERSION auditServices defineRule fail isRollUp notApplicable pass renderAnnotations renderBadge renderHtml renderJson renderJunit renderMarkdown renderRollUpHtml renderRollUpJson renderRollUpTerminal renderSarif renderTerminal runAudit unknown'.split(
        ' ',
      ),
    )
  })
})
