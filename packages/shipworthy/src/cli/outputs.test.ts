import { execFileSync } from 'node:child_process'
import { on, once } from 'node:events'
import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, watch } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { MAIN, runCliProcess, startCliProcess } from './testing/spawn-cli.ts'
import { LEAKY_SERVICE, SERVICE, temporaryFolder } from './testing/temporary-folder.ts'
import { unprivilegedOptions } from './testing/unprivileged.ts'

const isJson = (text: string): boolean => (JSON.parse(text) as { version: number }).version === 1
const isHtml = (text: string): boolean => text.startsWith('<!doctype html>')
const unprivileged = await unprivilegedOptions()

describe('formats and outputs', () => {
  it('pairs them: by the name of the file, the rest in order; what is left over goes to stdout', async () => {
    using project = temporaryFolder(SERVICE)
    const words = ['--format', 'terminal', '--format', 'html', '--format', 'json', '-o', 'out/a.json', '-o', 'out/page']
    const { exitCode, stdout } = await runCliProcess(['check', ...words], { cwd: project.path })
    expect(exitCode).toBe(0)
    expect(isJson(readFileSync(project.at('out/a.json'), 'utf8'))).toBe(true)
    expect(readFileSync(project.at('out/page'), 'utf8')).toMatch(/^Shipworthy \d+/)
    expect(isHtml(stdout)).toBe(true)
  })

  it('takes the format from the name of the file when none is given, and leaves stdout empty', async () => {
    using project = temporaryFolder(SERVICE)
    const words = ['check', '-o', 'deep/er/report.html', '-o', 'report.json', '-o', 'report.txt']
    expect(await runCliProcess(words, { cwd: project.path })).toMatchObject({ exitCode: 0, stdout: '', stderr: '' })
    expect(isHtml(readFileSync(project.at('deep/er/report.html'), 'utf8'))).toBe(true)
    expect(isJson(readFileSync(project.at('report.json'), 'utf8'))).toBe(true)
    expect(readFileSync(project.at('report.txt'), 'utf8')).toMatch(/^Shipworthy \d+/)
  })

  it('says on stderr which gate failed when the screen shows no report', async () => {
    using project = temporaryFolder(LEAKY_SERVICE)
    const { exitCode, stdout, stderr } = await runCliProcess(['check', project.path, '--format', 'json', '-o', '-'])
    expect(exitCode).toBe(1)
    expect(isJson(stdout)).toBe(true)
    expect(stderr).toBe('shipworthy: a gate failed: fail-on critical (1 finding is critical)\n')
  })

  it('refuses two formats on stdout, one file twice, and a file of which nobody knows the format', async () => {
    for (const [words, problem] of [
      [['--format', 'json', '--format', 'html'], 'only one format can go to stdout, not json and html'],
      [['-o', 'a.json', '--save', './a.json'], '"./a.json" is given as an output twice'],
      [['-o', 'report'], 'no --format goes with the output "report"'],
    ] as const) {
      const { exitCode, stdout, stderr } = await runCliProcess(['check', 'no-such-folder', ...words])
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
      expect(stderr).toContain(problem)
    }
  })

  it('--quiet leaves the verdict and the gates that failed', async () => {
    using project = temporaryFolder(LEAKY_SERVICE)
    const { stdout, stderr } = await runCliProcess(['check', project.path, '--quiet', '--min-coverage', '1'])
    expect(stdout).toMatch(/^Shipworthy \d+ .*\n {2}✗ failed {2}fail-on critical: 1 finding is critical\n$/)
    expect(stderr).toBe('')
  })
})

describe('writing a file', () => {
  it('replaces it whole, keeps its mode, and leaves nothing beside it', async () => {
    using project = temporaryFolder(SERVICE)
    using out = temporaryFolder({ 'report.json': 'old' })
    chmodSync(out.at('report.json'), 0o640)
    await runCliProcess(['check', project.path, '-o', out.at('report.json')])
    expect(isJson(readFileSync(out.at('report.json'), 'utf8'))).toBe(true)
    expect(statSync(out.at('report.json')).mode & 0o777).toBe(0o640)
    expect(readdirSync(out.path)).toEqual(['report.json'])
  })

  it('follows a link and leaves it a link', async () => {
    using project = temporaryFolder(SERVICE)
    using out = temporaryFolder({ 'real/report.json': 'old' })
    symlinkSync('real/report.json', out.at('report.json'))
    await runCliProcess(['check', project.path, '-o', out.at('report.json')])
    expect(lstatSync(out.at('report.json')).isSymbolicLink()).toBe(true)
    expect(isJson(readFileSync(out.at('real/report.json'), 'utf8'))).toBe(true)
  })

  it('writes into a device instead of putting a file in its place', async () => {
    using project = temporaryFolder(SERVICE)
    const { exitCode } = await runCliProcess(['check', project.path, '--format', 'json', '-o', '/dev/null'])
    expect(exitCode).toBe(0)
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true)
  })

  it('fails with a reason, and still delivers the other reports', async () => {
    using project = temporaryFolder(SERVICE)
    using out = temporaryFolder({ file: '' })
    const words = ['-f', 'html', '-o', out.path, '-o', out.at('file/a.json'), '-o', out.at('good.json'), '-o', '-']
    const { exitCode, stdout, stderr } = await runCliProcess(['check', project.path, ...words])
    expect(exitCode).toBe(2)
    expect(stderr).toContain(`shipworthy: ${out.path} cannot be written: it is a folder. Choose a place`)
    expect(stdout).toMatch(/^Shipworthy \d+/)
    expect(readdirSync(out.path).toSorted()).toEqual(['file', 'good.json'])
  })

  it.skipIf(!unprivileged)('leaves the old file where the folder cannot be written to', async () => {
    using project = temporaryFolder(SERVICE)
    using out = temporaryFolder({ 'report.json': 'old' })
    for (const folder of [project.path, out.path]) chmodSync(folder, 0o555)
    const { exitCode, stderr } = await runCliProcess(
      ['check', project.path, '-o', out.at('report.json')],
      unprivileged!,
    )
    expect(exitCode).toBe(2)
    expect(stderr).toContain('cannot be written: permission denied')
    expect(readFileSync(out.at('report.json'), 'utf8')).toBe('old')
    expect(readdirSync(out.path)).toEqual(['report.json'])
    for (const folder of [project.path, out.path]) chmodSync(folder, 0o755)
  })

  it('Ctrl-C ends the process and leaves no half of a file', async () => {
    using project = temporaryFolder(SERVICE)
    using out = temporaryFolder()
    // Nobody reads the pipe, so that the process is still writing when the first file is there.
    execFileSync('mkfifo', [out.at('pipe')])
    const watcher = watch(out.path)
    const child = startCliProcess([
      'check',
      project.path,
      '-o',
      out.at('first.json'),
      '-f',
      'html',
      '-o',
      out.at('pipe'),
    ])
    const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
    for await (const [, name] of on(watcher, 'change')) if (name === 'first.json') break
    watcher.close()
    child.kill('SIGINT')
    // As people do: a signal that falls between the last poll for it and the pipe that blocks is sent again.
    const again = setInterval(() => child.kill('SIGINT'), 500)
    const [exitCode, signal] = await ended.finally(() => clearInterval(again))
    expect(signal ?? exitCode).toBe(signal ? 'SIGINT' : 130)
    expect(isJson(readFileSync(out.at('first.json'), 'utf8'))).toBe(true)
    expect(readdirSync(out.path).toSorted()).toEqual(['first.json', 'pipe'])
  })
})

describe('a reader that goes away', () => {
  it('is no error', async () => {
    using project = temporaryFolder(SERVICE)
    const script = `"${process.execPath}" "${MAIN}" check "${project.path}" --format html | head -1; echo "\${PIPESTATUS[0]}"`
    const output = execFileSync('bash', ['-c', `exec 2>&1; ${script}`], { encoding: 'utf8' })
    expect(output.split('\n').slice(1)).toEqual(['0', ''])
    expect(isHtml(output)).toBe(true)
  })
})
