#!/usr/bin/env node
// Builds and packs the package, and uses the tarball as a stranger would.  npm run package-checks
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageGates } from './package-checks/package-gates.ts'
import { countsLine, runGates } from './run-gates.ts'

const folder = mkdtempSync(join(tmpdir(), 'shipworthy-package-'))
try {
  const counts = await runGates(packageGates(folder), (line) => console.log(line))
  console.log(countsLine(counts))
  process.exitCode = counts.failed > 0 ? 1 : 0
} finally {
  rmSync(folder, { recursive: true, force: true })
}
