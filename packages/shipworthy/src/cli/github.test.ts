import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { withoutWorkflowCommands } from './check/workflow-commands.ts'
import { runCliProcess } from './testing/spawn-cli.ts'
import { LEAKY_SERVICE, SERVICE, temporaryFolder, type TemporaryFolder } from './testing/temporary-folder.ts'

const ON_GITHUB = { GITHUB_ACTIONS: 'true' }

function commandsIn(text: string): string[] {
  return text.split('\n').filter((line) => line.trimStart().startsWith('::') || line.includes('##['))
}

/** A service in a folder of a repository. */
function nested(files: Readonly<Record<string, string>>): TemporaryFolder {
  const inFolder = Object.entries(files).map(([name, text]) => [`services/api/${name}`, text])
  return temporaryFolder({ '.git/HEAD': 'ref: refs/heads/main\n', ...Object.fromEntries(inFolder) })
}

describe('on GitHub Actions', () => {
  it('annotations follow the report on the screen, with files as the repository has them', async () => {
    using project = nested(LEAKY_SERVICE)
    const { exitCode, stdout } = await runCliProcess(['check', 'services/api'], { cwd: project.path, env: ON_GITHUB })
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/^Shipworthy \d+/)
    const [first] = commandsIn(stdout)
    expect(first).toMatch(/^::error file=services\/api\/server\.js,line=6,col=\d+,title=A signing secret falls back/)
    expect(stdout.slice(stdout.indexOf('::error'))).toMatch(/^(::(error|warning|notice) .+\n)+$/)
  })

  it('annotations leave stdout to a machine format, and to nothing', async () => {
    using project = nested(LEAKY_SERVICE)
    const options = { cwd: project.at('services/api'), env: ON_GITHUB }
    for (const words of [
      ['--format', 'sarif'],
      ['--format', 'markdown'],
      ['-o', 'out.xml'],
    ]) {
      const { stdout, stderr } = await runCliProcess(['check', ...words], options)
      expect(commandsIn(stdout)).toEqual([])
      expect(commandsIn(stderr)[0]).toMatch(/^::error file=services\/api\/server\.js,/)
    }
    expect(readFileSync(project.at('services/api/out.xml'), 'utf8')).not.toContain('::error')
  })

  it('there are none elsewhere, with --quiet, or when nothing was found', async () => {
    using project = temporaryFolder(LEAKY_SERVICE)
    for (const [words, env] of [
      [[], {}],
      [[], { GITHUB_ACTIONS: 'false' }],
      [['--quiet'], ON_GITHUB],
    ] as const) {
      const { stdout, stderr } = await runCliProcess(['check', project.path, ...words], { env })
      expect(commandsIn(stdout + stderr)).toEqual([])
    }
  })

  it('nothing a project is called steers the job', async () => {
    const name = '::stop-commands::x ##[error]y'
    const files = Object.entries(SERVICE).map(([file, text]) => [`${name}/${file}`, text])
    using project = temporaryFolder(Object.fromEntries(files))
    const { stdout } = await runCliProcess(['check', project.at(name)], { env: ON_GITHUB })
    const report = stdout.split('\n').filter((line) => !/^::(error|warning|notice) (file|title)=/.test(line))
    expect(report.join('\n')).toContain(': :stop-commands::x ## [error]y')
    expect(commandsIn(report.join('\n'))).toEqual([])
  })

  it('a text without commands stays as it is', () => {
    const text = 'Shipworthy 59\n  a: b::c\n## heading\n'
    expect(withoutWorkflowCommands(text)).toBe(text)
    expect(commandsIn(withoutWorkflowCommands('::a\n \u001b[1m::b\n\t::c::\nx ##[d]'))).toEqual([])
  })
})

describe('SARIF of a folder in a repository', () => {
  it('names files as the repository has them', async () => {
    using project = nested(LEAKY_SERVICE)
    await runCliProcess(['check', 'services/api', '-o', 'a.sarif'], { cwd: project.path })
    const { runs } = JSON.parse(readFileSync(project.at('a.sarif'), 'utf8')) as {
      runs: { automationDetails: { id: string }; results: { locations: unknown[] }[] }[]
    }
    expect(runs[0]?.automationDetails.id).toBe('shipworthy/services/api/')
    expect(JSON.stringify(runs[0]?.results[0]?.locations)).toContain('"uri":"services/api/server.js"')
  })

  it('names files as the audited folder has them where there is no repository, or only its facts', async () => {
    using project = nested(LEAKY_SERVICE)
    const facts = project.at('facts.json')
    await runCliProcess(['check', project.at('services/api'), '--save', facts, '-q'])
    const { stdout } = await runCliProcess(['check', '--from', facts, '-f', 'sarif'], { cwd: project.path })
    expect(stdout).toContain('"uri": "server.js"')
    expect(stdout).toContain('"id": "shipworthy/"')
  })
})

it('writes the job summary where GitHub wants it, beside SARIF and the screen', async () => {
  using project = temporaryFolder(SERVICE)
  using out = temporaryFolder({ step_summary_1: '' })
  const words = ['--format', 'markdown', '-o', out.at('step_summary_1'), '-o', out.at('a.sarif'), '-o', '-']
  const { stdout } = await runCliProcess(['check', project.path, ...words], { env: ON_GITHUB })
  expect(readFileSync(out.at('step_summary_1'), 'utf8')).toMatch(/^## /)
  expect(readFileSync(out.at('a.sarif'), 'utf8')).toContain('"version": "2.1.0"')
  expect(stdout).toMatch(/^Shipworthy \d+[\s\S]*\n::warning /)
})

it('writes every format in one run', async () => {
  using project = temporaryFolder(SERVICE)
  using out = temporaryFolder()
  const files = ['a.json', 'a.html', 'a.sarif', 'a.xml', 'a.md', 'a.svg']
  const words = ['-', ...files.map(out.at)].flatMap((file) => ['-o', file])
  const { exitCode, stdout } = await runCliProcess(['check', project.path, ...words])
  expect(exitCode).toBe(0)
  expect(files.map((file) => readFileSync(out.at(file), 'utf8').slice(0, 5))).toEqual([
    '{\n  "',
    '<!doc',
    '{\n  "',
    '<?xml',
    '## No',
    '<svg ',
  ])
  expect(stdout).toMatch(/^Shipworthy \d+/)
})
