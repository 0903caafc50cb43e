import { chmodSync, mkdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { RULES } from '../../audit/rules/registry.generated.ts'
import { loadConfig } from '../../config/load-config.ts'
import { ShipworthyError } from '../../errors.ts'
import { describeError, toShipworthyError } from '../describe-error.ts'
import { checkAsJson, runCliProcess } from '../testing/spawn-cli.ts'
import { LEAKY_SERVICE, SERVICE, temporaryFolder, type TemporaryFolder } from '../testing/temporary-folder.ts'
import { unprivilegedOptions } from '../testing/unprivileged.ts'

const unprivileged = await unprivilegedOptions()

/** The one line a configuration of a folder is refused with. */
async function fault(project: TemporaryFolder): Promise<string> {
  const error = await loadConfig({ folder: project.path, ruleIds: RULES.map(({ id }) => id) }).catch(toShipworthyError)
  return error instanceof ShipworthyError ? describeError(error) : 'no fault'
}

/** The same of a whole process. */
async function refusal(project: TemporaryFolder, ...flags: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runCliProcess(['check', ...flags], { cwd: project.path })
  expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 2, stdout: '' })
  expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  return stderr
}

describe('where a configuration comes from', () => {
  it('each of its places counts, and the command line goes before it', async () => {
    for (const [name, text] of [
      ['shipworthy.config.json', '{ "failOn": "never" } // comments are welcome'],
      ['shipworthy.config.jsonc', '{\n  // until the migration\n  "failOn": "never",\n}'],
      ['shipworthy.config.yaml', 'failOn: never\n'],
      ['shipworthy.config.yml', '# nothing\nfailOn: "never"\n'],
      ['package.json', LEAKY_SERVICE['package.json']!.replace('{', '{ "shipworthy": { "failOn": "never" },')],
    ] as const) {
      using project = temporaryFolder({ ...LEAKY_SERVICE, [name]: text })
      expect((await runCliProcess(['check', project.path])).exitCode, name).toBe(0)
    }
    using project = temporaryFolder({ ...LEAKY_SERVICE, 'shipworthy.config.yaml': 'failOn: never\nminScore: 1\n' })
    expect((await runCliProcess(['check', project.path, '--fail-on', 'critical'])).exitCode).toBe(1)
    expect((await runCliProcess(['check', project.path, '--min-score', '99'])).exitCode).toBe(1)
    expect((await runCliProcess(['check', project.path, '--no-config'])).exitCode).toBe(1)
  })

  it('--config takes another file and looks for none', async () => {
    using project = temporaryFolder({
      ...LEAKY_SERVICE,
      'shipworthy.config.json': '{ broken',
      'ci/own.yml': 'failOn: never',
    })
    expect((await runCliProcess(['check', '--config', 'ci/own.yml'], { cwd: project.path })).exitCode).toBe(0)
  })

  it('two places at once are an error that names both', async () => {
    using project = temporaryFolder({
      'package.json': '{ "name": "a", "shipworthy": {} }',
      'shipworthy.config.json': '{}',
      'shipworthy.config.yml': '',
    })
    const line = await refusal(project)
    expect(line).toContain('(shipworthy.config.json, shipworthy.config.yml, package.json)')
    expect(line).toContain('SW_ERR_CONFIG_AMBIGUOUS')
  })

  it('the package shipworthy among the dependencies is no configuration', async () => {
    const manifest = SERVICE['package.json']!.replace('"express"', '"shipworthy": "*", "express"')
    using project = temporaryFolder({ ...SERVICE, 'package.json': manifest })
    expect((await runCliProcess(['check', project.path])).exitCode).toBe(0)
  })
})

describe('what a configuration does', () => {
  it('ignore takes files out of the audit', async () => {
    using project = temporaryFolder({ ...LEAKY_SERVICE, 'legacy/old.js': 'this is not code', 'legacy/keep.js': '' })
    const before = await checkAsJson(project.path)
    project.write('shipworthy.config.json', '{ "ignore": ["./legacy/*", "!legacy/keep.js", "*.json"] }')
    const after = await checkAsJson(project.path)
    expect(before.target).toMatchObject({ files: 4, sources: 3 })
    expect(after.target).toMatchObject({ files: 2, sources: 2 })
  })

  it('a rule that is switched off stays in every report, with the reason', async () => {
    const reason = 'the secret is replaced \u001b[31mat the edge'
    const config = { rules: { 'environment/secret-fallback': { enabled: false, reason } } }
    using project = temporaryFolder({ ...LEAKY_SERVICE, 'shipworthy.config.json': JSON.stringify(config) })
    const { exitCode, stdout } = await runCliProcess(['check', project.path])
    expect(exitCode).toBe(0)
    expect(stdout).toContain(
      '\nSwitched off · 1 rule\n  environment/secret-fallback\n' +
        '    switched off in shipworthy.config.json: the secret is replaced \\u{1b}[31mat the edge\n',
    )
    const { results } = await checkAsJson(project.path)
    expect(results.find(({ rule }) => rule === 'environment/secret-fallback')).toMatchObject({
      outcome: 'not-applicable',
      reason: expect.stringMatching(/^switched off in shipworthy\.config\.json: the secret/),
    })
  })

  it('a rule that is switched off says so even when files cannot be read', async () => {
    const config = 'rules:\n  ci/no-tests: { enabled: false, reason: tested elsewhere }\n'
    using project = temporaryFolder({ 'package.json': '{ broken', 'shipworthy.config.yaml': config })
    const { results } = await checkAsJson(project.path)
    expect(results.find(({ rule }) => rule === 'ci/no-tests')?.reason).toContain('tested elsewhere')
  })
})

describe('a configuration that is wrong is refused with file, line and column', () => {
  const json = (text: string) => ['shipworthy.config.json', text] as const
  const yaml = (text: string) => ['shipworthy.config.yaml', text] as const
  for (const [what, [name, text], answer] of [
    ['an unknown key', json('{\n  "failon": "info"\n}'), 'json:2:3: unknown key "failon": did you mean "failOn"?'],
    ['a key nobody knows', json('{ "colour": 1 }'), 'unknown key "colour"; the keys are $schema, ignore, failOn,'],
    [
      'a wrong word',
      yaml('# gate\nfailOn: critcal'),
      'yaml:2:1: failOn must be critical, warning, info or never, not "critcal": did you mean "critical"?',
    ],
    ['a wrong type', yaml('minScore: high'), 'yaml:1:1: minScore must be a number, not a text'],
    ['a number out of range', json('{ "minCoverage": 180 }'), 'json:1:3: minCoverage must be 100 or less'],
    ['a number below zero', json('{ "minScore": -1 }'), 'minScore must be 0 or more'],
    ['an empty glob', json('{ "ignore": ["a", ""] }'), 'json:1:19: ignore[1] must not be empty'],
    ['a list that is none', yaml('ignore: legacy'), 'ignore must be a list, not a text'],
    [
      'a rule that does not exist',
      json('{ "rules": {\n  "ci/no-test": { "enabled": false, "reason": "x" } } }'),
      'json:2:3: there is no rule "ci/no-test": did you mean "ci/no-tests"?',
    ],
    [
      'a missing reason',
      yaml('rules:\n  ci/no-tests:\n    enabled: false\n'),
      'yaml:2:3: rules["ci/no-tests"].reason is missing',
    ],
    [
      'an empty reason',
      yaml('rules: { ci/no-tests: { enabled: false, reason: " " } }'),
      'rules["ci/no-tests"].reason must not be empty',
    ],
    [
      'a key of a rule',
      yaml('rules: { ci/no-tests: { enable: false, reason: x } }'),
      'unknown key "enable" in rules["ci/no-tests"]: did you mean "enabled"?',
    ],
    [
      'a severity for a rule',
      json('{ "rules": { "ci/no-tests": "off" } }'),
      'rules["ci/no-tests"] must be a set of keys, not a text',
    ],
    ['a list at the top', yaml('- failOn'), 'yaml:1:1: the configuration must be a set of keys, not a list'],
    ['a missing comma', json('{\n  "minScore": 1\n  "failOn": "info"\n}'), 'json:3:3: a comma is missing here'],
    ['an empty file', json(''), 'json:1:1: a value is missing here'],
    ['a key twice', json('{ "minScore": 1, "minScore": 2 }'), 'json:1:18: the key "minScore" stands here twice'],
    ['broken YAML', yaml('rules:\n  a: [1\n'), 'shipworthy.config.yaml:3:1: '],
    ['an alias', yaml('ignore: &a [x]\nrules: *a\n'), 'yaml:2:8: anchors and aliases are not supported'],
    ['an unknown tag', yaml('failOn: !!js/function "x"'), 'shipworthy.config.yaml:1:9: '],
    ['a key meant to reach the prototype', json('{ "__proto__": { "failOn": "never" } }'), 'unknown key "__proto__"'],
    ['escapes in a key', json('{ "\\u001b[2J": 1 }'), 'unknown key "\\u{1b}[2J"'],
  ] as const)
    it(what, async () => {
      using project = temporaryFolder({ ...SERVICE, [name]: text })
      const line = await fault(project)
      expect(line).toContain(answer)
      expect(line).toContain('SW_ERR_CONFIG_INVALID')
    })

  it('as one line of the process', async () => {
    using project = temporaryFolder({ ...SERVICE, 'shipworthy.config.json': '{\n  "minScore": 80,\n  "rule": {}\n}' })
    expect(await refusal(project)).toBe(
      'shipworthy: shipworthy.config.json:3:3: unknown key "rule": did you mean "rules"? Mend the configuration; nothing was done. (SW_ERR_CONFIG_INVALID)\n',
    )
  })

  it('not in a package.json that is a maze', async () => {
    using project = temporaryFolder({ 'package.json': `{ "shipworthy": ${'['.repeat(100_000)}` })
    expect(await fault(project)).toBe('no fault')
  })

  it('in package.json, at its place there', async () => {
    using project = temporaryFolder({
      'package.json': '{\n  "name": "a",\n  "shipworthy": {\n    "minscore": 1\n  }\n}\n',
    })
    expect(await fault(project)).toContain('package.json:4:5: unknown key "minscore": did you mean "minScore"?')
  })
})

describe('a configuration that cannot be read', () => {
  it('does not exist, is a folder, is too large, is no text, is no data, or is a maze', async () => {
    using project = temporaryFolder({
      ...SERVICE,
      'big.json': `{ "ignore": [${'"a",'.repeat(100_000)}] }`,
      'bytes.json': Uint8Array.from([0x7b, 0xff, 0xfe, 0x7d]),
      'config.js': 'process.exit(0)',
      'deep.json': '['.repeat(200_000),
    })
    mkdirSync(project.at('folder.json'))
    for (const [file, answer] of [
      ['none.json', 'the configuration none.json does not exist'],
      ['folder.json', 'folder.json cannot be read: it is not a regular file'],
      ['big.json', 'big.json cannot be read: it is larger than 256 KiB'],
      ['bytes.json', 'bytes.json cannot be read: it is not UTF-8 text'],
      ['config.js', 'only .json, .jsonc, .yaml and .yml files are configurations; code is never run'],
      ['deep.json', 'deep.json cannot be read: it is nested too deeply'],
    ] as const)
      expect(await refusal(project, '--config', file)).toContain(answer)
  })

  it.skipIf(!unprivileged)('may not be read', async () => {
    using project = temporaryFolder({ ...SERVICE, 'shipworthy.config.json': '{}' })
    chmodSync(project.path, 0o755)
    chmodSync(project.at('shipworthy.config.json'), 0o000)
    const { exitCode, stderr } = await runCliProcess(['check', project.path], unprivileged)
    expect(exitCode).toBe(2)
    expect(stderr).toContain('the configuration shipworthy.config.json cannot be read: permission denied')
  })
})
