import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Report } from '../../audit/model/report.ts'
import { runCliProcess, type CliResult } from '../testing/spawn-cli.ts'
import { SERVICE, temporaryFolder, type TemporaryFolder } from '../testing/temporary-folder.ts'

const TIMEOUT_MS = 60_000
const RULE = 'acme/no-readme'

const ruleText = (overrides: Record<string, string> = {}): string => {
  const parts: Record<string, string> = {
    id: `'${RULE}'`,
    category: "'ci'",
    title: "'No README'",
    severity: "'warning'",
    confidence: "'proven'",
    needs: "['files']",
    why: "'Whoever is woken at night looks there first.'",
    remedies: "[{ for: 'any', effort: 'S', text: 'Write one.' }]",
    evaluate: `({ files }) => files.paths.includes('README.md')
      ? pass(settingAt('README.md', 1))
      : fail([{ message: 'there is no README.md', evidence: [settingAt('server.js', 3, 'const app = express()')] }])`,
    ...overrides,
  }
  return `defineRule({ ${Object.entries(parts)
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ')} })`
}
const pluginText = (rules: readonly string[], name = 'acme'): string =>
  `import { definePlugin, defineRule, fail, pass, settingAt } from 'shipworthy/plugin'
export const plugin = definePlugin({ name: '${name}', rules: [${rules.join(',\n')}] })\n`
const PLUGIN = pluginText([ruleText()])

const run = (folder: TemporaryFolder, ...words: string[]): Promise<CliResult> =>
  runCliProcess(words, { cwd: folder.path })
const check = async (folder: TemporaryFolder, ...words: string[]): Promise<Report> =>
  JSON.parse((await run(folder, 'check', '--format', 'json', ...words)).stdout) as Report
const resultOf = ({ results }: Report, rule = RULE) => results.find((result) => result.rule === rule)

describe('a plugin', { timeout: TIMEOUT_MS }, () => {
  it('is a file in JavaScript or TypeScript, or a package, whatever it exports to', async () => {
    const typed = PLUGIN.replace('export const plugin', 'const count: number = 1\nexport const plugin')
    using folder = temporaryFolder({
      ...SERVICE,
      'rules/acme.mjs': PLUGIN,
      'rules/acme.ts': typed,
      'node_modules/acme-rules/package.json': '{ "type": "module", "exports": { ".": { "import": "./main.js" } } }',
      'node_modules/acme-rules/main.js': PLUGIN,
      'node_modules/@acme/rules/package.json': '{ "type": "module", "main": "main.js" }',
      'node_modules/@acme/rules/main.js': PLUGIN,
    })
    for (const named of ['./rules/acme.mjs', 'rules/acme.ts', folder.at('rules/acme.mjs'), 'acme-rules', '@acme/rules'])
      expect(resultOf(await check(folder, '--plugin', named)), named).toMatchObject({
        outcome: 'fail',
        category: 'ci',
        findings: [{ message: 'there is no README.md', file: 'server.js', line: 3 }],
      })
  })

  it('has its rules in every format, in explain, and in the score of their category', async () => {
    using folder = temporaryFolder({ ...SERVICE, 'acme.mjs': PLUGIN })
    const outputs = ['html', 'sarif', 'xml', 'md', 'txt'].map((ending) => `out.${ending}`)
    await run(folder, 'check', '--plugin', './acme.mjs', ...outputs.flatMap((name) => ['-o', name]))
    for (const name of outputs) expect(readFileSync(folder.at(name), 'utf8'), name).toContain('No README')
    const report = await check(folder, '--plugin', './acme.mjs')
    expect(report.rules[RULE]).toMatchObject({ id: RULE, category: 'ci', title: 'No README' })
    expect(resultOf(report)?.points).toBeGreaterThan(0)
    expect((await run(folder, 'explain', 'no-readme', '--plugin', './acme.mjs')).stdout).toContain(
      'acme/no-readme · plugin acme · CI · warning · proven',
    )
    expect((await run(folder, 'explain', '--plugin', './acme.mjs')).stdout).toContain('No README')
  })

  it('has rules that are suppressed, switched off and kept in a baseline like the others', async () => {
    using folder = temporaryFolder({ ...SERVICE, 'acme.mjs': PLUGIN })
    const plugin = ['--plugin', './acme.mjs']
    folder.write(
      'shipworthy.config.json',
      `{ "rules": { "${RULE}": { "enabled": false, "reason": "the wiki has it" } } }`,
    )
    expect(resultOf(await check(folder, ...plugin))).toMatchObject({ outcome: 'not-applicable' })
    expect((await run(folder, 'check')).stderr).toContain(
      `there is no rule "${RULE}"; if a plugin has it, name that with`,
    )
    folder.write('shipworthy.config.json', '{}')

    const [server] = [SERVICE['server.js']!]
    folder.write(
      'server.js',
      server.replace('\nconst app', `// shipworthy-ignore ${RULE} -- the wiki has it\nconst app`),
    )
    expect(resultOf(await check(folder, ...plugin))).toMatchObject({ outcome: 'not-applicable', suppressed: [{}] })
    folder.write('server.js', server)

    await run(folder, 'baseline', 'update', ...plugin)
    const known = await check(folder, '--fail-on-new', ...plugin)
    expect(known.baseline).toMatchObject({ new: 0, gone: 0 })
    expect(resultOf(known)?.findings).toMatchObject([{ baselined: true }])
    // Without the plugin nobody looked: nothing of it is cured.
    expect((await check(folder)).baseline?.gone).toBe(0)
  })

  it('whose rule throws, or answers nonsense, gives an error and stops nothing', async () => {
    const broken = ["() => { throw new Error('boom') }", 'async () => pass([])', '() => undefined', '() => fail([])']
    const rules = broken.map((evaluate, index) => ruleText({ id: `'acme/broken-${index}'`, evaluate }))
    using folder = temporaryFolder({ ...SERVICE, 'acme.mjs': pluginText(rules) })
    const report = await check(folder, '--plugin', './acme.mjs')
    const said = broken.map((_, index) => resultOf(report, `acme/broken-${index}`))
    expect(said.map((result) => result?.outcome)).toEqual(['error', 'error', 'error', 'error'])
    expect(said[0]?.reason).toBe('the rule failed: boom')
    expect(said[1]?.reason).toContain('not a promise')
    expect(report.results.some(({ outcome }) => outcome === 'pass')).toBe(true)
  })

  it('is never loaded because the audited project says so', async () => {
    using folder = temporaryFolder(SERVICE)
    const trap = `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(folder.at('sprung'))}, '')\n`
    writeFileSync(folder.at('trap.mjs'), trap + PLUGIN)
    folder.write('shipworthy.config.json', '{ "plugins": ["./trap.mjs"] }')
    const { exitCode, stderr } = await run(folder, 'check')
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining('name them with --plugin') })
    expect(existsSync(folder.at('sprung'))).toBe(false)
  })

  it.each([
    [
      'a file that is not there',
      {},
      ['./acme.msj'],
      'NOT_FOUND',
      'there is no plugin ./acme.msj: did you mean "acme.mjs"?',
    ],
    [
      'a package that is not there',
      {},
      ['acme-rulez'],
      'NOT_FOUND',
      'there is no plugin acme-rulez: did you mean "acme-rules"?',
    ],
    [
      'a module without a plugin',
      { 'a.mjs': 'export const plugn = 1' },
      ['./a.mjs'],
      'INVALID',
      'did you mean "plugn"?',
    ],
    ['a module that fails', { 'a.mjs': "throw new Error('no')" }, ['./a.mjs'], 'INVALID', 'when it is loaded: no'],
    [
      'another version',
      { 'a.mjs': "export const plugin = { apiVersion: 2, name: 'a', rules: [] }" },
      ['./a.mjs'],
      'INVALID',
      'version 2',
    ],
    ['the name of a category', { 'a.mjs': pluginText([ruleText()], 'security') }, ['./a.mjs'], 'INVALID', 'built-in'],
    [
      'a rule of another name',
      { 'a.mjs': pluginText([ruleText({ id: "'b/c'" })]) },
      ['./a.mjs'],
      'INVALID',
      'its id must be "acme/"',
    ],
    [
      'a category nobody knows',
      { 'a.mjs': pluginText([ruleText({ category: "'securty'" })]) },
      ['./a.mjs'],
      'INVALID',
      'did you mean "security"?',
    ],
    [
      'a view nobody knows',
      { 'a.mjs': pluginText([ruleText({ needs: "['file']" })]) },
      ['./a.mjs'],
      'INVALID',
      'did you mean "files"?',
    ],
    [
      'a guess that is critical',
      { 'a.mjs': pluginText([ruleText({ severity: "'critical'", confidence: "'heuristic'" })]) },
      ['./a.mjs'],
      'INVALID',
      'cannot be critical',
    ],
    ['no cure', { 'a.mjs': pluginText([ruleText({ remedies: '[]' })]) }, ['./a.mjs'], 'INVALID', 'how to cure it'],
    [
      'the same twice',
      {},
      ['./acme.mjs', 'acme-rules'],
      'DUPLICATE_RULE',
      `${RULE} is declared twice, by ./acme.mjs and by acme-rules`,
    ],
  ] as [string, Record<string, string>, string[], string, string][])(
    'is refused: %s',
    async (_, files, plugins, code, said) => {
      using folder = temporaryFolder({
        ...SERVICE,
        'acme.mjs': PLUGIN,
        'node_modules/acme-rules/package.json': '{ "type": "module", "exports": "./main.js" }',
        'node_modules/acme-rules/main.js': PLUGIN,
        ...files,
      })
      const { exitCode, stdout, stderr } = await run(folder, 'check', ...plugins.flatMap((name) => ['--plugin', name]))
      expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 2, stdout: '' })
      expect(stderr).toContain(said)
      expect(stderr).toContain(`(SW_ERR_PLUGIN_${code})`)
      expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    },
  )
})
