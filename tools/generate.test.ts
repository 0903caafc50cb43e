import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RULES } from '../packages/shipworthy/src/audit/rules/registry.generated.ts'
import type { Rule } from '../packages/shipworthy/src/audit/rules/rule.ts'
import { configSchema } from '../packages/shipworthy/src/config/config-schema.ts'
import { ERRORS } from '../packages/shipworthy/src/errors.ts'
import { HEALTH_ERRORS } from '../packages/health/src/errors.ts'
import { KIT_ERRORS } from '../packages/kit/src/kit-error.ts'
import { CONFIGURATION_EXAMPLE, configurationReference } from './generate/configuration-reference.ts'
import { CHECK_SCHEMAS } from '../packages/shipworthy/src/monitor/schema/check-schemas.ts'
import { monitorSchema } from '../packages/shipworthy/src/monitor/schema/monitor-schema.ts'
import { notifierSchema } from '../packages/shipworthy/src/monitor/schema/notifier-schemas.ts'
import { errorReference } from './generate/error-reference.ts'
import { healthChecks } from './generate/health-checks.ts'
import { markdownCode, markdownText } from './generate/markdown.ts'
import { monitorReference } from './generate/monitor-reference.ts'
import { PAGE_MARK } from './generate/output.ts'
import { registryOf } from './generate/registry.ts'
import { ruleIndex } from './generate/rule-index.ts'
import { rulePage } from './generate/rule-page.ts'
import { updateOutputs } from './generate/update-outputs.ts'
import { PACKAGE_FOLDERS, versionModule } from './generate/version-module.ts'
import { ROOT } from './root.ts'

const ruleOf = (id: string): Rule => RULES.find((rule) => rule.id === id)!

describe('the page of a rule', () => {
  const rule = ruleOf('lifecycle/no-sigterm')
  const { path, text } = rulePage(rule)

  it('lies where reports say', () => expect(path).toBe('docs/rules/lifecycle/no-sigterm.md'))

  it('says all that the rule says', () => {
    const parts = [
      rule.why,
      ...rule.remedies.flatMap((remedy) => [remedy.text, remedy.code ?? '']),
      ...rule.falsePositives,
      ...rule.examples.map(({ name, outcome }) => `<b>${outcome}</b>: ${name}`),
      ...rule.references.map(({ url }) => url),
    ]
    for (const part of parts) expect(text).toContain(part)
  })

  it.each(RULES.map(({ id }) => id))('closes what it opens: %s', (id) => {
    const page = rulePage(ruleOf(id)).text
    const fences = page.split('\n').filter((line) => line.startsWith('```'))
    expect(fences.length % 2).toBe(0)
    expect(page.split('<details>').length).toBe(page.split('</details>').length)
  })

  it('shows no live credential, not even a made-up one', () => {
    const live = rulePage(ruleOf('environment/live-credential')).text
    expect(live).toContain('sk_live_••••')
    expect(live).not.toMatch(/sk_live_\w/)
  })
})

describe('the index of rules', () => {
  it('links every rule once in its category and once in its severity', () => {
    const { text } = ruleIndex(RULES)
    for (const { id } of RULES) expect(text.split(`](${id}.md)`).length - 1, id).toBe(2)
  })
})

describe('the other references', () => {
  it('has a heading for every error, where its message points', () => {
    const headings = [...errorReference().text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)
    expect(headings).toEqual([...Object.keys(ERRORS), ...Object.keys(HEALTH_ERRORS), ...Object.keys(KIT_ERRORS)])
  })

  it('shows a configuration that is valid and uses every key', () => {
    expect(configSchema.parse(CONFIGURATION_EXAMPLE)).toEqual(CONFIGURATION_EXAMPLE)
    expect(Object.keys(CONFIGURATION_EXAMPLE)).toEqual(Object.keys(configSchema.shape))
    for (const key of Object.keys(configSchema.shape))
      expect(configurationReference()[1]!.text).toContain(`| \`${key}\``)
  })

  it('says of every key of the monitor what it means', () => {
    const page = monitorReference().find(({ path }) => path === 'docs/monitor-configuration.md')!.text
    const rows = page.split('\n').filter((line) => line.startsWith('| `'))
    expect(rows.length).toBeGreaterThan(150)
    expect(rows.filter((row) => row.split('|').at(-2)!.trim() === '')).toEqual([])
    const types = [...CHECK_SCHEMAS, ...notifierSchema.options].map(({ shape }) => [...shape.type.values][0])
    for (const type of types) expect(page).toContain(`\n### ${type}\n`)
    for (const key of Object.keys(monitorSchema.shape)) expect(page).toContain(`| \`${key}\``)
  })

  it.each(PACKAGE_FOLDERS)('keeps the version of the sources equal to that of %s', (folder) => {
    const { path, text } = versionModule(ROOT, folder)
    expect(readFileSync(join(ROOT, path), 'utf8')).toBe(text)
  })
})

describe('the registry', () => {
  it('lists rules in order and leaves their tests out', () => {
    const { text } = registryOf(['health/missing.ts', 'ci/no-tests.ts', 'ci/no-tests.test.ts'])
    expect(text).toContain(
      "import ciNoTests from './ci/no-tests.ts'\nimport healthMissing from './health/missing.ts'\nimport type",
    )
    expect(text).toContain('[\n  ciNoTests,\n  healthMissing,\n]')
    expect(text).not.toContain('.test.ts')
  })
})

describe('the entry of all health checks', () => {
  it('has every check under the name of its file, and nothing else', () => {
    const { text } = healthChecks(ROOT)
    expect(text).toContain("export { eventLoop } from './event-loop.ts'\n")
    expect(text).not.toMatch(/test|generated\.ts'/)
  })
})

describe('markdown', () => {
  it('shows tags outside code and leaves code alone', () =>
    expect(markdownText('use <b> or `Map<K, V>`')).toBe('use &lt;b&gt; or `Map<K, V>`'))
  it('fences code that holds fences', () => expect(markdownCode('```js\n```', 'md')).toBe('````md\n```js\n```\n````'))
})

describe('updating files', () => {
  let root: string
  beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'generate-'))))
  afterEach(() => rmSync(root, { recursive: true }))
  const page = { path: 'docs/rules/ci/no-tests.md', text: `${PAGE_MARK}\n# One\n` }

  it('writes what is missing, and then finds nothing to do', () => {
    expect(updateOutputs(root, [page], { check: false, prune: true })).toEqual([page.path])
    expect(readFileSync(join(root, page.path), 'utf8')).toBe(page.text)
    expect(updateOutputs(root, [page], { check: false, prune: true })).toEqual([])
  })

  it('only names what is out of date when asked to check', () => {
    expect(updateOutputs(root, [page], { check: true, prune: true })).toEqual([page.path])
    expect(existsSync(join(root, page.path))).toBe(false)
  })

  it('removes the page of a rule that is gone, and no page written by hand', () => {
    updateOutputs(root, [page], { check: false, prune: true })
    writeFileSync(join(root, 'docs/guide.md'), '# By hand\n')
    expect(updateOutputs(root, [], { check: true, prune: true })).toEqual([page.path])
    updateOutputs(root, [], { check: false, prune: true })
    expect([existsSync(join(root, page.path)), existsSync(join(root, 'docs/guide.md'))]).toEqual([false, true])
  })
})
