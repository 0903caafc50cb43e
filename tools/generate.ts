#!/usr/bin/env node
// Writes what is derived from the tree: registry, reference pages, schema.  npm run generate [-- --check]
import { globSync } from 'node:fs'
import { join } from 'node:path'
import type { Rule } from '../packages/shipworthy/src/audit/rules/rule.ts'
import { configurationReference } from './generate/configuration-reference.ts'
import { documentOutputs } from './generate/document-outputs.ts'
import { envExample } from './generate/env-example.ts'
import { errorReference } from './generate/error-reference.ts'
import { healthChecks } from './generate/health-checks.ts'
import { registryOf, RULES_FOLDER } from './generate/registry.ts'
import { monitorReference } from './generate/monitor-reference.ts'
import { ruleIndex } from './generate/rule-index.ts'
import { rulePage } from './generate/rule-page.ts'
import { updateOutputs } from './generate/update-outputs.ts'
import { PACKAGE_FOLDERS, versionModule } from './generate/version-module.ts'
import { ROOT } from './root.ts'

const check = process.argv.includes('--check')

// The registry comes first: it is what the pages are made from.
const files = globSync('*/*.ts', { cwd: join(ROOT, RULES_FOLDER) }).map((file) => file.replaceAll('\\', '/'))
const stale = updateOutputs(
  ROOT,
  [registryOf(files), ...PACKAGE_FOLDERS.map((folder) => versionModule(ROOT, folder)), healthChecks(ROOT)],
  { check, prune: false },
)
const { RULES } = (await import(join(ROOT, RULES_FOLDER, 'registry.generated.ts'))) as { RULES: readonly Rule[] }
const rules = RULES.toSorted((a, b) => (a.id < b.id ? -1 : 1))
const pages = [
  ruleIndex(rules),
  ...rules.map(rulePage),
  errorReference(),
  ...configurationReference(),
  ...monitorReference(),
]
stale.push(...updateOutputs(ROOT, pages, { check, prune: true }))
stale.push(...updateOutputs(ROOT, [...documentOutputs(ROOT), await envExample(ROOT)], { check, prune: false }))

if (check) for (const path of stale) console.error(`${path} is out of date: run npm run generate`)
const count = `${stale.length} file${stale.length === 1 ? '' : 's'}`
if (check) console.log(stale.length === 0 ? 'generated files are up to date' : `${count} out of date`)
else console.log(`${count} written or removed`)
process.exitCode = check && stale.length > 0 ? 1 : 0
