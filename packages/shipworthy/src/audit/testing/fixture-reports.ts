import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from '../model/report.ts'
import { runAudit } from '../run-audit.ts'

const FIXTURES = join(import.meta.dirname, '../../../../../fixtures')

/** What an audit says of every sample project in `fixtures/`. */
export function fixtureReports(): Report[] {
  return readdirSync(FIXTURES)
    .filter((name) => existsSync(join(FIXTURES, name, 'package.json')))
    .map((name) => runAudit(join(FIXTURES, name)))
}
