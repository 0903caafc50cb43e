import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Report } from '../../audit/model/report.ts'
import type { RollUp } from '../../audit/model/roll-up.ts'
import { runCliProcess, type CliResult } from '../testing/spawn-cli.ts'
import { LEAKY_SERVICE, SERVICE, temporaryFolder, type TemporaryFolder } from '../testing/temporary-folder.ts'

const TIMEOUT_MS = 60_000

/** Two services, one of them with a critical finding, and the workspace they are in. */
const MONOREPO: Record<string, string> = {
  'package.json': '{ "name": "shop", "private": true, "workspaces": ["apps/*"] }',
  ...Object.fromEntries(Object.entries(SERVICE).map(([path, text]) => [`apps/web/${path}`, text])),
  ...Object.fromEntries(Object.entries(LEAKY_SERVICE).map(([path, text]) => [`apps/api/${path}`, text])),
}

const run = (folder: TemporaryFolder, ...words: string[]): Promise<CliResult> =>
  runCliProcess(words, { cwd: folder.path })
const checkJson = async <Result>(folder: TemporaryFolder, ...words: string[]): Promise<Result> =>
  JSON.parse((await run(folder, 'check', '--format', 'json', ...words)).stdout) as Result

describe('check in a project with several services', { timeout: TIMEOUT_MS }, () => {
  it('rolls them up, and the worst decides', async () => {
    using folder = temporaryFolder(MONOREPO)
    const { exitCode, stdout, stderr } = await run(folder, 'check')
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' })
    expect(stdout).toMatch(/^Shipworthy \d+ POOR · the worst of 2 services: api$/m)
    expect(stdout).toContain('✗ failed  fail-on critical: api: 1 finding is critical')
    const { services } = await checkJson<RollUp>(folder)
    expect(services.map(({ name }) => name)).toEqual(['api', 'web'])
    expect((await run(folder, 'check', '--quiet')).stdout.trimEnd().split('\n')).toHaveLength(2)
    expect((await run(folder, 'check', '--format', 'json', '--fail-on', 'critical')).stderr).toContain(
      'a gate failed: fail-on critical (api: 1 finding is critical)',
    )
  })

  it('--service chooses, --whole audits it as one', async () => {
    using folder = temporaryFolder(MONOREPO)
    const web = await run(folder, 'check', '--service', 'web')
    expect(web.exitCode).toBe(0)
    expect(web.stdout).toMatch(/^Shipworthy .*\nweb\n/)
    expect((await run(folder, 'check', '--service', 'apps/api')).exitCode).toBe(1)
    expect((await checkJson<RollUp>(folder, '--service', 'api', '--service', 'web')).services).toHaveLength(2)
    expect((await checkJson<Report>(folder, '--whole')).target.name).toMatch(/^shipworthy-/)
    const typo = await run(folder, 'check', '--service', 'wbe')
    expect(typo).toMatchObject({ exitCode: 2, stdout: '' })
    expect(typo.stderr).toContain('did you mean "web"? Its services are: api, web.')
    expect((await run(folder, 'check', '--service', 'web', '--whole')).stderr).toContain('only one can be meant')
  })

  it('writes every format, and the same from saved facts', async () => {
    using folder = temporaryFolder(MONOREPO)
    const files = ['a.json', 'a.html', 'a.sarif', 'a.xml', 'a.md', 'a.svg', 'a.txt']
    await run(folder, 'check', '--save', 'facts.json', ...files.flatMap((name) => ['-o', name]))
    const read = (name: string): string => readFileSync(folder.at(name), 'utf8')
    expect(read('a.html')).toContain('<h2>web</h2>')
    expect(read('a.sarif')).toContain('"apps/api/server.js"')
    expect(read('a.xml')).toContain('<testsuite name="web"')
    expect(read('a.md')).toContain('| web |')
    expect(read('a.svg')).toContain('POOR')
    const stable = ({ services }: RollUp) => services.map(({ name, report }) => [name, report.score, report.results])
    const replayed = await checkJson<RollUp>(folder, '--from', 'facts.json')
    expect(stable(replayed)).toEqual(stable(JSON.parse(read('a.json')) as RollUp))
  })

  it('keeps one baseline for all services', async () => {
    using folder = temporaryFolder(MONOREPO)
    expect((await run(folder, 'baseline', 'update')).exitCode).toBe(0)
    expect((await run(folder, 'check', '--fail-on-new')).exitCode).toBe(0)
    expect((await run(folder, 'check', '--fail-on-new', '--service', 'api')).exitCode).toBe(0)
    // A third service with the faults of the others is new all the same.
    for (const [path, text] of Object.entries(SERVICE)) folder.write(`apps/shop/${path}`, text)
    expect((await run(folder, 'check', '--fail-on-new')).stdout).toMatch(/fail-on-new: shop: \d+ findings are new/)
  })

  it('annotates each finding once', async () => {
    using folder = temporaryFolder(MONOREPO)
    const { stdout } = await runCliProcess(['check'], { cwd: folder.path, env: { GITHUB_ACTIONS: 'true' } })
    expect(stdout.match(/^::error .*secret-fallback/gm)).toHaveLength(1)
    expect(stdout).toContain('::error file=apps/api/server.js,line=6')
  })
})
