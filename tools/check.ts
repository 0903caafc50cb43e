#!/usr/bin/env node
// Audits a folder with the sources of this repository.  npm run check -- [dir] [options]
import './package-sources.ts'
import { checkArguments, SAMPLE } from './check/check-arguments.ts'

const words = checkArguments(process.argv.slice(2))
if (words.includes(SAMPLE))
  process.stderr.write('No folder given: this is the sample project, fixtures/sample-shop.\n\n')

// npm runs scripts in the folder of the workspace; every path the user gives is meant from where they are.
process.chdir(process.env['INIT_CWD'] ?? process.cwd())
process.argv.splice(2, Infinity, ...words)
await import('../packages/shipworthy/src/cli/main.ts')
