import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { Report } from '../../audit/model/report.ts'
import type { Baseline } from '../../audit/suppress/baseline.ts'
import { runCliProcess, type CliResult } from '../testing/spawn-cli.ts'
import { LEAKY_SERVICE, temporaryFolder, type TemporaryFolder } from '../testing/temporary-folder.ts'

const RULE = 'environment/secret-fallback'
const LEAK = "process.env.JWT_SECRET || 'changeme'"
const OTHER_ROUTE = `app.post('/renew', (request, response) => {
  response.send(jwt.sign({ id: 2 }, process.env.RENEWAL_SECRET || 'changeme', { expiresIn: '1h' }))
})
`

const gitIn = (folder: TemporaryFolder, ...words: string[]): string =>
  execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...words], {
    cwd: folder.path,
    encoding: 'utf8',
  })
const commit = (folder: TemporaryFolder, message: string): void => {
  gitIn(folder, 'add', '.')
  gitIn(folder, 'commit', '--quiet', '--message', message)
}
const run = (folder: TemporaryFolder, ...words: string[]): Promise<CliResult> =>
  runCliProcess(words, { cwd: folder.path })
const check = async (
  folder: TemporaryFolder,
  ...words: string[]
): Promise<{ exitCode: number | null; report: Report }> => {
  const { exitCode, stdout } = await run(folder, 'check', '--format', 'json', ...words)
  return { exitCode, report: JSON.parse(stdout) as Report }
}
const baselineIn = (folder: TemporaryFolder): Baseline =>
  JSON.parse(readFileSync(folder.at('shipworthy.baseline.json'), 'utf8')) as Baseline
const rulesIn = (folder: TemporaryFolder): string[] => baselineIn(folder).findings.map(({ rule }) => rule)

it(
  'a team lives with a messy project: baseline, a new fault, a cure, a suppression, its expiry',
  { timeout: 120_000 },
  async () => {
    using folder = temporaryFolder(LEAKY_SERVICE)
    gitIn(folder, 'init', '--quiet')
    commit(folder, 'as it was found')
    expect((await check(folder)).exitCode).toBe(1)

    // Nobody gets a green gate from a file that is not there.
    expect(await run(folder, 'check', '--baseline', 'shipworthy.baseline.json')).toMatchObject({
      exitCode: 2,
      stdout: '',
    })
    expect((await run(folder, 'check', '--fail-on-new')).stderr).toContain('--fail-on-new needs a baseline')

    const created = await run(folder, 'baseline', 'update')
    expect(created).toMatchObject({ exitCode: 0, stderr: '' })
    expect(created.stdout).toMatch(/^shipworthy\.baseline\.json: \d+ findings accepted; from now on only new ones fail/)
    expect(rulesIn(folder)).toContain(RULE)
    commit(folder, 'accept what is there')

    const accepted = await check(folder, '--fail-on-new')
    expect(accepted.exitCode).toBe(0)
    expect(accepted.report.score.value).toBeLessThanOrEqual(59)
    expect(accepted.report.baseline).toEqual({ known: rulesIn(folder).length, new: 0, gone: 0 })

    const server = LEAKY_SERVICE['server.js']!
    folder.write('server.js', server.replace('app.listen', `${OTHER_ROUTE}app.listen`))
    const faulty = await check(folder, '--fail-on-new')
    expect(faulty.exitCode).toBe(1)
    const fresh = faulty.report.results.flatMap(({ rule, findings }) =>
      findings.filter(({ baselined }) => !baselined).map(({ line }) => `${rule}:${line}`),
    )
    expect(fresh).toContain(`${RULE}:9`)

    // An update does not take it in, and says so.
    const refused = await run(folder, 'baseline', 'update')
    expect(refused.stdout).toContain('left out; cure or suppress them, or accept them with --accept-new')
    expect(gitIn(folder, 'diff', 'shipworthy.baseline.json')).toBe('')

    // The new fault is cured, then an old one.
    folder.write('server.js', server)
    expect((await check(folder, '--fail-on-new')).exitCode).toBe(0)
    folder.write('server.js', server.replace(LEAK, 'process.env.JWT_SECRET'))
    const cured = await check(folder)
    expect(cured.exitCode).toBe(0)
    expect(cured.report.baseline?.gone).toBeGreaterThan(0)
    const before = rulesIn(folder).length
    expect((await run(folder, 'baseline', 'update')).stdout).toContain('cured and removed')
    expect(rulesIn(folder).length).toBeLessThan(before)
    expect(rulesIn(folder)).not.toContain(RULE)
    commit(folder, 'cured')

    // It comes back, and this time somebody decides to live with it for a while.
    folder.write('server.js', server)
    expect((await check(folder)).exitCode).toBe(1)
    const comment = `// shipworthy-ignore ${RULE} -- demo accounts only, until 2027-01-31, owner @shop`
    folder.write('server.js', server.replace('  response.send(jwt', `  ${comment}\n  response.send(jwt`))
    const suppressed = await check(folder, '--today', '2027-01-31')
    expect(suppressed.exitCode).toBe(0)
    expect(suppressed.report.suppressions).toMatchObject([
      { rule: RULE, state: 'active', reason: 'demo accounts only', until: '2027-01-31', owner: '@shop', findings: 1 },
    ])
    const shown = await run(folder, 'check', '--today', '2027-01-31')
    expect(shown.stdout).toContain(`${RULE} · 1 finding · until 2027-01-31 · @shop · server.js:6`)

    // Its last day is over; a policy run never listened to it.
    const expired = await run(folder, 'check', '--today', '2027-02-01')
    expect(expired.exitCode).toBe(1)
    expect(expired.stdout).toContain('it expired after 2027-01-31, so what it covered counts again')
    expect((await check(folder, '--today', '2027-01-31', '--no-inline-ignores')).exitCode).toBe(1)
  },
)

it('a suppression of the configuration is held to the rules there are, the calendar and its form', async () => {
  const decide = (entry: object): string => JSON.stringify({ suppressions: [entry] }, null, 2)
  const full = { rule: RULE, paths: ['server.js'], reason: 'demo', until: '2027-01-31', owner: '@shop' }
  using folder = temporaryFolder({ ...LEAKY_SERVICE, 'shipworthy.config.json': decide(full) })
  const kept = await check(folder, '--today', '2027-01-01')
  expect(kept.exitCode).toBe(0)
  const { paths: _, ...decision } = full
  expect(kept.report.suppressions).toEqual([
    { ...decision, source: 'configuration', file: 'shipworthy.config.json', line: 3, state: 'active', findings: 1 },
  ])
  for (const [entry, problem] of [
    [
      { ...full, rule: 'environment/secret-falback' },
      `:4:7: there is no rule "environment/secret-falback": did you mean "${RULE}"?`,
    ],
    [{ ...full, until: '2027-02-30' }, ': 2027-02-30 is not a day of the calendar'],
    [{ ...full, until: 'soon' }, 'it must be a day such as 2027-01-31'],
    [{ ...full, ower: '@shop' }, 'unknown key "ower"'],
    [{ rule: RULE }, 'reason is missing'],
  ] as const) {
    folder.write('shipworthy.config.json', decide(entry))
    const { exitCode, stderr } = await run(folder, 'check')
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(problem) })
  }
})

it('a baseline that cannot be read is an error', async () => {
  using folder = temporaryFolder({ ...LEAKY_SERVICE, 'shipworthy.baseline.json': '{"version":1}' })
  for (const words of [['check'], ['baseline', 'update']]) {
    const { exitCode, stderr } = await run(folder, ...words)
    expect(exitCode).toBe(2)
    expect(stderr).toContain('shipworthy.baseline.json cannot be read: it has no list of findings')
  }
  expect((await run(folder, 'check', '--no-baseline')).exitCode).toBe(1)
})
