import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkAsJson, runCliProcess, type CliOptions } from './testing/spawn-cli.ts'
import { SERVICE, temporaryFolder } from './testing/temporary-folder.ts'
import { unprivilegedOptions } from './testing/unprivileged.ts'

const unprivileged = await unprivilegedOptions()

/** The one line that a target is refused with. */
async function refusal(target: string, options: CliOptions = {}): Promise<string> {
  const { exitCode, stdout, stderr } = await runCliProcess(['check', target], options)
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  expect(stderr.endsWith('\n') && stderr.indexOf('\n') === stderr.length - 1).toBe(true)
  return stderr
}

describe('a target that cannot be audited', () => {
  it('does not exist', async () => {
    using folder = temporaryFolder({ 'file.txt': '' })
    expect(await refusal(folder.at('nope'))).toContain(
      `${folder.at('nope')} does not exist, so there is nothing to audit`,
    )
    expect(await refusal(folder.at('file.txt/api'))).toContain('SW_ERR_TARGET_MISSING')
  })

  it('is a file', async () => {
    using folder = temporaryFolder(SERVICE)
    const line = await refusal('package.json', { cwd: folder.path })
    expect(line).toContain('package.json is not a folder, and only folders can be audited')
    expect(line).toContain('SW_ERR_TARGET_NOT_A_FOLDER')
  })

  it.skipIf(!unprivileged)('cannot be listed', async () => {
    using folder = temporaryFolder({ 'closed/package.json': '{}' })
    chmodSync(folder.path, 0o755)
    chmodSync(folder.at('closed'), 0o000)
    const line = await refusal(folder.at('closed'), unprivileged!)
    expect(line).toContain('cannot be listed: permission denied')
    expect(line).toContain('SW_ERR_TARGET_UNREADABLE')
    chmodSync(folder.at('closed'), 0o755)
  })

  it('is empty, with or without git', async () => {
    using folder = temporaryFolder()
    expect(await refusal(folder.path)).toContain('holds no files to audit')
    execFileSync('git', ['init', '-q'], { cwd: folder.path })
    expect(await refusal('.', { cwd: folder.path })).toContain('SW_ERR_TARGET_EMPTY')
  })

  it('holds something else, and the error says what', async () => {
    using folder = temporaryFolder({ 'app.py': '', 'lib/db.py': '', 'README.md': '', Makefile: '' })
    const line = await refusal(folder.path)
    expect(line).toContain('only 4 files (2 .py, 1 .md, 1 of other kinds)')
    expect(line).toContain('SW_ERR_TARGET_NOT_NODE')
  })

  it('has a name that could steer the terminal', async () => {
    using folder = temporaryFolder()
    expect(await refusal(folder.at('\u001b[2Jgone\nSW'))).toContain('/\\u{1b}[2Jgone SW does not exist')
  })
})

describe('an unusual target that can be audited', () => {
  it('is a folder that the repository around it ignores', async () => {
    using folder = temporaryFolder({ '.gitignore': 'build/\n' })
    execFileSync('git', ['init', '-q'], { cwd: folder.path })
    for (const [name, text] of Object.entries(SERVICE)) folder.write(`build/${name}`, text)
    const { exitCode, stdout } = await runCliProcess(['check', folder.at('build')])
    expect(exitCode).toBe(0)
    expect(stdout).toContain('Express 5')
  })

  it('is reached through a link, and has links that lead in a circle', async () => {
    using folder = temporaryFolder()
    mkdirSync(folder.at('real/src'), { recursive: true })
    for (const [name, text] of Object.entries(SERVICE)) folder.write(`real/${name}`, text)
    symlinkSync('..', folder.at('real/src/up'))
    symlinkSync('loop.js', folder.at('real/loop.js'))
    symlinkSync('nowhere.js', folder.at('real/dangling.js'))
    symlinkSync('real', folder.at('link'))
    const { profile, unreadable } = await checkAsJson(folder.at('link'))
    expect(profile[0]?.values[0]?.text).toBe('Express 5')
    expect(unreadable).toContainEqual({ file: 'loop.js', reason: 'symbolic links in a circle' })
    expect(unreadable).toContainEqual({ file: 'dangling.js', reason: 'no such file (a dangling link?)' })
  })

  it('has files that are deleted, and git does not know it yet', async () => {
    using folder = temporaryFolder({ ...SERVICE, 'compose.yaml': 'services: {}', 'old.js': 'export {}' })
    execFileSync('git', ['init', '-q'], { cwd: folder.path })
    execFileSync('git', ['add', '.'], { cwd: folder.path })
    for (const name of ['compose.yaml', 'old.js']) rmSync(folder.at(name))
    const { target, unreadable } = await checkAsJson(folder.path)
    expect(unreadable).toEqual([])
    expect(target.files).toBe(2)
  })

  it('has a link to a pipe that nobody writes into', async () => {
    using folder = temporaryFolder(SERVICE)
    execFileSync('mkfifo', [folder.at('pipe')])
    symlinkSync('pipe', folder.at('config.js'))
    const { unreadable } = await checkAsJson(folder.path)
    expect(unreadable).toEqual([{ file: 'config.js', reason: 'not a regular file' }])
  })

  it.skipIf(!unprivileged)('has a file that may not be read', async () => {
    using folder = temporaryFolder({ ...SERVICE, 'secret.js': 'export {}' })
    chmodSync(folder.path, 0o755)
    chmodSync(folder.at('secret.js'), 0o000)
    const { profile, unreadable } = await checkAsJson(folder.path, unprivileged)
    expect(profile[0]?.values[0]?.text).toBe('Express 5')
    expect(unreadable).toEqual([{ file: 'secret.js', reason: 'permission denied' }])
  })
})
