import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from '../../packages/shipworthy/src/audit/model/report.ts'
import { ROOT } from '../root.ts'
import type { Checkout } from './find-checkouts.ts'

/** What came of auditing a checkout, in a process of its own. */
export interface Audited {
  checkout: Checkout
  commit: string
  seconds: number
  /** Missing when the audit ended without a report. */
  report?: Report
  /** What it said instead. */
  failure?: string
}

const MAIN = join(ROOT, 'packages/shipworthy/dist/cli/main.js')
const TIMEOUT_MS = 300_000

/** Audits with the built command and without the project's own configuration; the report is kept as JSON. */
export function auditCheckout(checkout: Checkout, reportPath: string): Audited {
  const words = [
    MAIN,
    'check',
    checkout.path,
    '--no-config',
    '--no-cache',
    '--whole',
    '--format',
    'json',
    '--output',
    reportPath,
  ]
  const from = performance.now()
  const { status, stderr, signal } = spawnSync(process.execPath, words, { encoding: 'utf8', timeout: TIMEOUT_MS })
  const seconds = (performance.now() - from) / 1000
  const audited = { checkout, commit: commitOf(checkout.path), seconds }
  if (status === null || status === 2 || status > 3)
    return { ...audited, failure: `ended with ${signal ?? status}: ${stderr.trim().split('\n')[0] ?? ''}` }
  return { ...audited, report: JSON.parse(readFileSync(reportPath, 'utf8')) as Report }
}

function commitOf(path: string): string {
  const { stdout, status } = spawnSync('git', ['rev-parse', '--show-prefix', 'HEAD'], { cwd: path, encoding: 'utf8' })
  const [prefix, commit = ''] = stdout.split('\n')
  // A folder inside another repository has that one's commit, which says nothing about it.
  return status === 0 && prefix === '' ? commit.slice(0, 12) : ''
}
