import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, symlinkSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkAsJson, runCliProcess } from './testing/spawn-cli.ts'
import { SERVICE, temporaryFolder, type TemporaryFolder } from './testing/temporary-folder.ts'

const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/ // oxlint-disable-line no-control-regex

/** A program that leaves a file behind when anybody runs it. */
function plantCanary(folder: TemporaryFolder): { script: string; isAlive: () => boolean } {
  const script = folder.write('canary.sh', `#!/bin/sh\ntouch "${folder.at('ran')}"\n`)
  chmodSync(script, 0o755)
  execFileSync(script)
  expect(existsSync(folder.at('ran'))).toBe(true)
  execFileSync('rm', [folder.at('ran')])
  return { script, isAlive: () => !existsSync(folder.at('ran')) }
}

function initRepository(folder: TemporaryFolder): void {
  const git = (...words: string[]): void =>
    void execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words], { cwd: folder.path })
  git('init', '-q')
  git('add', '.')
  git('commit', '-qm', 'first')
}

describe('nothing of the project is executed', () => {
  it('not what its git configuration names', async () => {
    using cage = temporaryFolder()
    using project = temporaryFolder({
      ...SERVICE,
      '.gitattributes': '* filter=evil diff=evil\n',
      '.env': 'API_KEY=1\n',
    })
    const canary = plantCanary(cage)
    initRepository(project)
    symlinkSync(canary.script, project.at('.git/hooks/post-index-change'))
    const settings = `
[core]
	fsmonitor = ${canary.script}
	hooksPath = ${cage.path}
	sshCommand = ${canary.script}
	pager = ${canary.script}
	editor = ${canary.script}
	askPass = ${canary.script}
	alternateRefsCommand = ${canary.script}
	gitProxy = ${canary.script}
[alias]
	ls-files = !${canary.script}
[filter "evil"]
	clean = ${canary.script}
	smudge = ${canary.script}
	process = ${canary.script}
[diff "evil"]
	command = ${canary.script}
	textconv = ${canary.script}
[credential]
	helper = ${canary.script}
[uploadpack]
	packObjectsHook = ${canary.script}
`
    project.write('.git/config', readFileSync(project.at('.git/config'), 'utf8') + settings)
    project.write('server.js', `${SERVICE['server.js']}// changed\n`)
    const { results } = await checkAsJson(project.path)
    expect(canary.isAlive()).toBe(true)
    // Git was asked all the same: nothing else knows what is tracked.
    expect(results.find(({ rule }) => rule === 'environment/dotenv-tracked')?.outcome).toBe('fail')
    // The trap is a real one: git itself springs it.
    spawnSync('git', ['status'], { cwd: project.path })
    expect(canary.isAlive()).toBe(false)
  })

  it('not its configuration files, not its code, not its scripts', async () => {
    using cage = temporaryFolder()
    using project = temporaryFolder(SERVICE)
    const canary = plantCanary(cage)
    const run = `require('node:child_process').execFileSync(${JSON.stringify(canary.script)})\n`
    const names = ['.eslintrc.js', 'jest.config.js', 'ecosystem.config.js', 'knexfile.js', 'shipworthy.config.cjs']
    for (const name of [...names, '.pnpmfile.cjs', 'server.js']) project.write(name, run)
    const runModule = `import { execFileSync, spawnSync } from 'node:child_process'\nexecFileSync(${JSON.stringify(canary.script)})\n`
    for (const name of ['shipworthy.config.js', 'vitest.config.ts', 'vite.config.mjs', 'src/index.ts'])
      project.write(name, runModule)
    const scripts = { preinstall: canary.script, prepare: canary.script, start: canary.script, test: canary.script }
    project.write('package.json', JSON.stringify({ name: 'trap', type: 'module', scripts }))
    project.write('.npmrc', `script-shell=${canary.script}\nnode-options=--require ${project.at('server.js')}\n`)
    project.write('.env', `NODE_OPTIONS=--require ${project.at('server.js')}\n`)
    initRepository(project)
    const { exitCode, stderr } = await runCliProcess(['check', '.'], { cwd: project.path })
    expect([0, 1, 3]).toContain(exitCode)
    expect(canary.isAlive()).toBe(true)
    expect(stderr).toContain('shipworthy.config.js is not read: a configuration is data')
  })
})

describe('names and texts of the project', () => {
  it('never reach the terminal raw', async () => {
    using project = temporaryFolder(SERVICE)
    const names = [
      'a b',
      `it's "quoted"`,
      'new\nline',
      '\u001b[31mred\u001b[2J',
      '<script>alert(1)</script>',
      '\u202egnp',
      '\r',
    ]
    for (const name of names) {
      project.write(`src/${name.replaceAll('/', '∕')}/Dockerfile`, 'FROM node:latest\nRUN "\u001b]0;title\u0007" <b>\n')
      project.write(`src/${name.replaceAll('/', '∕')}.js`, 'this is \u001b[5m not code')
    }
    initRepository(project)
    const { stdout, stderr } = await runCliProcess(['check', project.path])
    expect(stdout).toContain('Express 5')
    expect(stdout + stderr).not.toMatch(CONTROL)
    expect(stdout).not.toContain('\u202e')
    const html = await runCliProcess(['check', project.path, '--format', 'html'])
    expect(html.stdout).not.toContain('<script>alert')
  })
})

describe('files that are not what they seem', () => {
  it('are named, and nothing is lost of the rest', async () => {
    const line = `const data = "${'x'.repeat(20 * 1024 * 1024)}"`
    using project = temporaryFolder({
      ...SERVICE,
      'src/huge.js': line,
      'src/binary.js': Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3]),
      'src/latin1.js': Uint8Array.from([...Buffer.from("export const name = 'caf"), 0xe9, ...Buffer.from("'\n")]),
      'src/minified.js': `!function(){${'var a=1;'.repeat(40_000)}}()`,
      'docker-compose.yml': 'services:\n  web: [unclosed\n',
      'src/utf16.js': Buffer.from('\ufeffexport const a = 1\n', 'utf16le'),
    })
    const { profile, unreadable, results } = await checkAsJson(project.path)
    expect(profile[0]?.values[0]?.text).toBe('Express 5')
    const named = Object.fromEntries(unreadable.map(({ file, reason }) => [file, reason]))
    expect(named).toMatchObject({ 'src/huge.js': 'larger than 2048 KiB', 'src/binary.js': 'binary file' })
    expect(unreadable).toContainEqual({
      file: 'docker-compose.yml',
      line: expect.any(Number),
      reason: expect.any(String),
    })
    expect(results.filter(({ outcome }) => outcome === 'error')).toEqual([])
    expect(results.filter(({ outcome }) => outcome === 'fail').length).toBeGreaterThan(5)
  })

  it('a broken package.json is a report, not a crash', async () => {
    using project = temporaryFolder({ ...SERVICE, 'package.json': '{ "name": "shop", "dependencies": { "express" ' })
    const { unreadable, results } = await checkAsJson(project.path)
    expect(unreadable).toContainEqual({ file: 'package.json', line: 1, reason: expect.any(String) })
    expect(results.filter(({ outcome }) => outcome === 'error')).toEqual([])
  })
})
