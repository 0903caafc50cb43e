import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RULES_FOLDER } from './generate/registry.ts'
import { readRuleName } from './new/rule-name.ts'
import { temporaryCopy } from './temporary-copy.ts'

describe('the name of a new rule', () => {
  it('is a category and a failing state', () =>
    expect(readRuleName('cache/no-expiry', [])).toEqual({ category: 'cache', slug: 'no-expiry' }))

  it('may stand in a category that scores in another', () =>
    expect(readRuleName('logging/to-file', ['logging'])).toEqual({ category: 'logging', slug: 'to-file' }))

  it.each([
    ['no-expiry', '<category>/<slug>'],
    ['cache/no/expiry', '<category>/<slug>'],
    ['cache/', '<category>/<slug>'],
    ['cahce/no-expiry', 'did you mean "cache"?'],
    ['../no-expiry', 'there is no category ".."'],
    ['cache/noExpiry', 'lower case with hyphens'],
    ['cache/no--expiry', 'lower case with hyphens'],
    ['cache/..', 'lower case with hyphens'],
  ])('refuses %s', (text, problem) =>
    expect(readRuleName(text, [])).toEqual({ problem: expect.stringContaining(problem) }),
  )
})

describe('npm run new', () => {
  let copy: string
  beforeAll(() => void (copy = temporaryCopy()))
  afterAll(() => rmSync(copy, { recursive: true }))
  const run = (...words: string[]) =>
    spawnSync(process.execPath, words, { cwd: copy, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } })
  const rule = `${RULES_FOLDER}/cache/no-expiry.ts`

  it('lays down a rule, registers it, and says what comes next', { timeout: 60_000 }, () => {
    const { stdout, stderr, status } = run('tools/new.ts', 'rule', 'cache/no-expiry')
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
    expect(stdout).toContain(rule)
    expect(stdout).toContain('npx vitest run audit/rules/cache/no-expiry')
    expect(readFileSync(join(copy, RULES_FOLDER, 'registry.generated.ts'), 'utf8')).toContain(
      "import cacheNoExpiry from './cache/no-expiry.ts'",
    )
    expect(existsSync(join(copy, 'docs/rules/cache/no-expiry.md'))).toBe(true)
  })

  it('lays down code that compiles', { timeout: 60_000 }, () => {
    const { stdout } = run('node_modules/typescript/bin/tsc', '-p', 'packages/shipworthy')
    expect(stdout).not.toContain('no-expiry')
  })

  it('lays down a test that fails and says why', { timeout: 60_000 }, () => {
    const { stdout, stderr, status } = run('node_modules/vitest/vitest.mjs', 'run', 'audit/rules/cache/no-expiry')
    expect(status).toBe(1)
    expect(stdout + stderr).toContain(
      'this rule is not written yet: fill in evaluate() and the examples of no-expiry.ts',
    )
  })

  it('does not write over a rule', () => {
    const before = readFileSync(join(copy, rule), 'utf8')
    const { stderr, status } = run('tools/new.ts', 'rule', 'cache/no-expiry')
    expect(stderr).toContain(`cache/no-expiry exists already: ${rule}`)
    expect(status).toBe(2)
    expect(readFileSync(join(copy, rule), 'utf8')).toBe(before)
  })

  it.each([[[]], [['rule']], [['gatherer', 'x']], [['rule', 'cache/a', 'cache/b']]])('refuses %j', (words) => {
    const { stderr, status } = run('tools/new.ts', ...words)
    expect(stderr).toBe('Usage: npm run new -- rule <category>/<slug>\n')
    expect(status).toBe(2)
  })
})
