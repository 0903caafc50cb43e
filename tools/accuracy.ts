#!/usr/bin/env node
// Audits every checkout below a folder and keeps the reports.  npm run accuracy -- <folder> --reports <folder>
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { accuracyTable } from './accuracy/accuracy-table.ts'
import { auditCheckout, type Audited } from './accuracy/audit-checkout.ts'
import { findCheckouts } from './accuracy/find-checkouts.ts'
import { buildPackage } from './build-package.ts'

const USAGE = 'Usage: npm run accuracy -- <folder of checkouts> --reports <folder for the reports>'

process.exitCode = main()

function main(): number {
  const request = readRequest()
  if (!request) return refuse(USAGE)
  const checkouts = findCheckouts(request.folder)
  if (checkouts.length === 0) return refuse(`${request.folder} holds no checkout: no folder with .git or package.json.`)
  mkdirSync(request.reports, { recursive: true })
  const failed = buildPackage()
  if (failed) return refuse(failed.problem)
  const audits = checkouts.map((checkout): Audited => {
    process.stderr.write(`${checkout.repository}\n`)
    return auditCheckout(checkout, join(request.reports, `${checkout.reportName}.json`))
  })
  process.stdout.write(`${accuracyTable(audits)}\n`)
  return audits.every(({ report }) => report) ? 0 : 1
}

function readRequest(): { folder: string; reports: string } | undefined {
  const from = process.env['INIT_CWD'] ?? '.'
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { reports: { type: 'string' } } })
    const [folder, ...rest] = positionals
    if (folder === undefined || rest.length > 0 || values.reports === undefined) return undefined
    return { folder: resolve(from, folder), reports: resolve(from, values.reports) }
  } catch {
    return undefined
  }
}

function refuse(problem: string): number {
  process.stderr.write(`${problem}\n`)
  return 2
}
