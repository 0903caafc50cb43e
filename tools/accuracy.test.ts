import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runAudit } from '../packages/shipworthy/src/audit/run-audit.ts'
import { accuracyTable } from './accuracy/accuracy-table.ts'
import { findCheckouts } from './accuracy/find-checkouts.ts'
import { ROOT } from './root.ts'

describe('the checkouts below a folder', () => {
  let root: string
  beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'accuracy-'))))
  afterEach(() => rmSync(root, { recursive: true }))

  function lay(...paths: string[]): void {
    for (const path of paths) {
      mkdirSync(join(root, path, '..'), { recursive: true })
      writeFileSync(join(root, path), '{}')
    }
  }

  it('are named after their folders, and so are their reports', () => {
    lay('acme+shop/.git/HEAD', 'acme__api/package.json', 'umbrella/site/package.json', 'kutt/package.json')
    expect(findCheckouts(root).map(({ repository, reportName }) => [repository, reportName])).toEqual([
      ['acme/shop', 'acme__shop'],
      ['acme/api', 'acme__api'],
      ['kutt', 'kutt'],
      ['umbrella/site', 'umbrella__site'],
    ])
  })

  it('are not looked for inside each other, in hidden folders or in installed packages', () => {
    lay('shop/package.json', 'shop/packages/api/package.json', 'node_modules/pg/package.json', '.cache/x/package.json')
    lay('notes/readme.md')
    expect(findCheckouts(root).map(({ repository }) => repository)).toEqual(['shop'])
  })
})

describe('the table', () => {
  const checkout = { path: '', repository: 'acme/shop', reportName: 'acme__shop' }

  it('says of each what was found', () => {
    const report = runAudit(join(ROOT, 'fixtures/sample-shop'))
    const [, , row] = accuracyTable([{ checkout, commit: 'abc123', seconds: 0.25, report }]).split('\n')
    const cells = row!.split('|').map((cell) => cell.trim())
    const failed = report.results.filter(({ outcome, severity }) => outcome === 'fail' && severity === 'warning')
    expect(cells.slice(1, 4)).toEqual(['acme/shop', 'abc123', 'Express 4'])
    expect(cells.slice(5, 6)).toEqual(['POOR'])
    expect(cells.slice(7, 11)).toEqual(['2', String(failed.length), '1', '0.3'])
  })

  it('keeps the row of one that could not be audited', () => {
    const failure = 'ended with 4: it | failed'
    const table = accuracyTable([{ checkout, commit: '', seconds: 1, failure }])
    expect(table.split('\n')[2]).toMatch(/^\| acme\/shop +\| +\| ended with 4: it \\\| failed +\|.*\| 1\.0 +\|$/)
  })
})
