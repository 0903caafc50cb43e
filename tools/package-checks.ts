#!/usr/bin/env node
// Builds and packs the packages, and uses the tarballs as a stranger would.  npm run package-checks
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { healthGates } from './package-checks/health-gates.ts'
import { kitGates } from './package-checks/kit-gates.ts'
import { packageGates } from './package-checks/package-gates.ts'
import { countsLine, runGates } from './run-gates.ts'

const folder = mkdtempSync(join(tmpdir(), 'shipworthy-package-'))
try {
  const folders = ['shipworthy', 'health', 'kit'].map((name) => join(folder, name))
  for (const one of folders) mkdirSync(one)
  const gates = [...packageGates(folders[0]!), ...healthGates(folders[1]!), ...kitGates(folders[2]!)]
  const counts = await runGates(gates, (line) => console.log(line))
  console.log(countsLine(counts))
  process.exitCode = counts.failed > 0 ? 1 : 0
} finally {
  rmSync(folder, { recursive: true, force: true })
}
