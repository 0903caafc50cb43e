import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv } from 'ajv'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Report } from '../audit/model/report.ts'
import { runCliProcess, type CliResult } from './testing/spawn-cli.ts'
import { LEAKY_SERVICE, temporaryFolder, type TemporaryFolder } from './testing/temporary-folder.ts'

const TIMEOUT_MS = 180_000
const RULE = 'environment/secret-fallback'
const OTHER_ROUTE = `app.post('/renew', (request, response) => {
  response.send(jwt.sign({ id: 2 }, process.env.RENEWAL_SECRET || 'changeme', { expiresIn: '1h' }))
})
`
const PLUGIN = `import { absence, definePlugin, defineRule, fail, pass, settingAt } from 'shipworthy/plugin'

const noReadme = defineRule({
  id: 'acme/no-readme',
  category: 'ci',
  title: 'No README',
  severity: 'warning',
  confidence: 'proven',
  needs: ['files'],
  why: 'Whoever is woken at night looks there first.',
  remedies: [{ for: 'any', effort: 'S', text: 'Write one.' }],
  evaluate: ({ files }) =>
    files.paths.includes('README.md')
      ? pass(settingAt('README.md', 1))
      : fail([{ message: 'there is no README.md', evidence: [absence('looked for README.md at the top')] }]),
})

export const plugin = definePlugin({ name: 'acme', rules: [noReadme] })
`

const commit = (folder: TemporaryFolder, message: string): void => {
  const git = (...words: string[]): string =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...words], {
      cwd: folder.path,
      encoding: 'utf8',
    })
  git('add', '.')
  git('commit', '--quiet', '--message', message)
}
const run = (folder: TemporaryFolder, ...words: string[]): Promise<CliResult> =>
  runCliProcess(words, { cwd: folder.path })
const failedGates = (text: string): string[] => [...text.matchAll(/✗ failed {2}([\w-]+)/g)].map(([, name]) => name!)

/** What the schema of OASIS says; left out is only what says which draft of JSON Schema it follows. */
function sarifProblems(text: string): string[] {
  const path = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json')
  const { $schema, id, ...schema } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
  const validate = new Ajv({ strict: false, unicodeRegExp: false, validateFormats: false }).compile({
    ...schema,
    $comment: `${String($schema)} ${String(id)}`,
  })
  validate(JSON.parse(text))
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

it('a team takes it up: from a messy project to a gate that holds', { timeout: TIMEOUT_MS }, async () => {
  using folder = temporaryFolder(LEAKY_SERVICE)
  execFileSync('git', ['init', '--quiet'], { cwd: folder.path })
  commit(folder, 'as it was found')

  // The first check blocks, and says what.
  const first = await run(folder, 'check')
  expect(first.exitCode).toBe(1)
  expect(first.stdout).toContain(RULE)
  expect(failedGates(first.stdout)).toEqual(['fail-on'])

  // init writes what they need, and the configuration changes no verdict.
  const started = await run(folder, 'init')
  expect(started).toMatchObject({ exitCode: 0, stderr: '' })
  expect(started.stdout).toContain('Next: npx shipworthy check.')
  expect(
    (parse(readFileSync(folder.at('.github/workflows/shipworthy.yml'), 'utf8')) as { jobs: object }).jobs,
  ).toHaveProperty('shipworthy')
  expect((await run(folder, 'check')).exitCode).toBe(1)

  // They draw a line, and the gate is green without a lie in the score.
  expect((await run(folder, 'baseline', 'update')).exitCode).toBe(0)
  commit(folder, 'take up shipworthy')
  const accepted = await run(folder, 'check', '--fail-on-new')
  expect(accepted.exitCode).toBe(0)
  expect(accepted.stdout).toMatch(/^Shipworthy \d+ POOR/)

  // A new fault does not slip in.
  const server = LEAKY_SERVICE['server.js']!
  folder.write('server.js', server.replace('app.listen', `${OTHER_ROUTE}app.listen`))
  const faulty = await run(folder, 'check', '--fail-on-new')
  expect(faulty.exitCode).toBe(1)
  expect(failedGates(faulty.stdout)).toEqual(expect.arrayContaining(['fail-on', 'fail-on-new']))

  // For a while they live with it, for a reason: on its last day, and not a day longer.
  const decision = `  // shipworthy-ignore ${RULE} -- demo accounts only, until 2027-01-31, owner @shop\n`
  folder.write(
    'server.js',
    server.replace('app.listen', `${OTHER_ROUTE.replace('  response', `${decision}  response`)}app.listen`),
  )
  const suppressed = ['check', '--fail-on-new', '--today']
  const onItsLastDay = await run(folder, ...suppressed, '2027-01-31')
  expect(onItsLastDay.exitCode, onItsLastDay.stdout).toBe(0)
  expect((await run(folder, ...suppressed, '2027-02-01')).exitCode).toBe(1)

  // A rule of their own finds what it is made for, and the gate takes it for new.
  folder.write('shipworthy/acme.mjs', PLUGIN)
  commit(folder, 'a rule of our own')
  const plugin = ['--plugin', './shipworthy/acme.mjs']
  const own = await run(folder, ...suppressed, '2027-01-31', ...plugin)
  expect(own.exitCode).toBe(1)
  expect(own.stdout).toContain('acme/no-readme')
  folder.write('README.md', '# Shop\n')
  expect((await run(folder, ...suppressed, '2027-01-31', ...plugin)).exitCode).toBe(0)

  // What CI uploads holds to the standard, and has the rule of their own when it fails.
  rmSync(folder.at('README.md'))
  const outputs = ['-o', 'shipworthy.sarif', '-o', 'shipworthy.json']
  await run(folder, 'check', '--no-baseline', '--today', '2027-02-01', ...plugin, ...outputs)
  const sarif = readFileSync(folder.at('shipworthy.sarif'), 'utf8')
  expect(sarifProblems(sarif)).toEqual([])
  const { runs } = JSON.parse(sarif) as { runs: { results: { ruleId: string }[] }[] }
  expect(runs[0]!.results.map(({ ruleId }) => ruleId)).toEqual(expect.arrayContaining([RULE, 'acme/no-readme']))
  const report = JSON.parse(readFileSync(folder.at('shipworthy.json'), 'utf8')) as Report
  expect(report.suppressions).toMatchObject([{ rule: RULE, state: 'expired', until: '2027-01-31' }])
})
