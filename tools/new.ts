#!/usr/bin/env node
// Lays down a new rule and its test.  npm run new -- rule <category>/<slug>
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { RULES_FOLDER } from './generate/registry.ts'
import { readRuleName, type RuleName } from './new/rule-name.ts'
import { ruleTemplate, ruleTestTemplate } from './new/rule-template.ts'
import { ROOT } from './root.ts'

const USAGE = 'Usage: npm run new -- rule <category>/<slug>'

const [kind, id, ...rest] = process.argv.slice(2)
process.exitCode = kind === 'rule' && id !== undefined && rest.length === 0 ? newRule(id) : refuse(USAGE)

function newRule(text: string): number {
  const folders = readdirSync(join(ROOT, RULES_FOLDER), { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const name = readRuleName(
    text,
    folders.map((folder) => folder.name),
  )
  if ('problem' in name) return refuse(name.problem)
  const path = `${RULES_FOLDER}/${name.category}/${name.slug}`
  if (existsSync(join(ROOT, `${path}.ts`))) return refuse(`${text} exists already: ${path}.ts`)
  mkdirSync(join(ROOT, RULES_FOLDER, name.category), { recursive: true })
  writeFileSync(join(ROOT, `${path}.ts`), ruleTemplate(name))
  writeFileSync(join(ROOT, `${path}.test.ts`), ruleTestTemplate(name))
  const generated = spawnSync(process.execPath, [join(ROOT, 'tools/generate.ts')], { stdio: ['ignore', 'ignore', 2] })
  if (generated.status !== 0) return refuse('The files are written, but `npm run generate` failed; see above.')
  process.stdout.write(nextSteps(name, path))
  return 0
}

function nextSteps({ category, slug }: RuleName, path: string): string {
  return `Written:
  ${path}.ts         the rule
  ${path}.test.ts    its test: the examples of the rule
  and the generated registry and page (docs/rules/${category}/${slug}.md)

Next:
  1. Write the examples first; then evaluate() until they hold:
     npx vitest run ${path.slice('packages/shipworthy/src/'.length)}
  2. Replace every TODO; \`npm test\` refuses those that are left.
  3. npm run generate, then npm test and npm run lint
`
}

function refuse(problem: string): number {
  process.stderr.write(`${problem}\n`)
  return 2
}
