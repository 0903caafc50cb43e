import { describe, expect, it } from 'vitest'
import { runCliProcess } from './testing/spawn-cli.ts'
import { LEAKY_SERVICE, SERVICE, temporaryFolder } from './testing/temporary-folder.ts'

const OLD_NODE = `data:text/javascript,${encodeURIComponent(
  "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.5' } })",
)}`

describe('exit codes', () => {
  it('0: every gate passes', async () => {
    using project = temporaryFolder(SERVICE)
    const { exitCode, stdout, stderr } = await runCliProcess(['check', project.path])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toMatch(/^Shipworthy \d+ /)
    expect(stdout).toContain('✓ passed  fail-on critical')
  })

  it('1: a finding is as severe as --fail-on says', async () => {
    using project = temporaryFolder(LEAKY_SERVICE)
    expect(await runCliProcess(['check', project.path])).toMatchObject({ exitCode: 1, stderr: '' })
    expect(await runCliProcess(['check', project.path, '--fail-on', 'never'])).toMatchObject({ exitCode: 0 })
  })

  it('1: the score is below the minimum, even when the coverage is too', async () => {
    using project = temporaryFolder(SERVICE)
    const flags = ['--min-score', '99', '--min-coverage', '100']
    const { exitCode, stdout } = await runCliProcess(['check', ...flags], { cwd: project.path })
    expect(exitCode).toBe(1)
    expect(stdout).toContain('✗ failed  min-score 99')
    expect(stdout).toContain('✗ failed  min-coverage 100')
  })

  it('3: only the coverage is below the minimum', async () => {
    using project = temporaryFolder(SERVICE)
    expect(await runCliProcess(['check', project.path, '--min-coverage', '100'])).toMatchObject({ exitCode: 3 })
  })

  it('3: rules apply, and none could be verified', async () => {
    using project = temporaryFolder({ 'package.json': '{ "name": "shop", ' })
    const { exitCode, stdout, stderr } = await runCliProcess(['check', project.path])
    expect(exitCode).toBe(3)
    expect(stdout).toMatch(/^Shipworthy not rated/)
    expect(stderr).toBe('shipworthy: incomplete: of the rules that apply none could be verified\n')
  })

  it('2: a usage error is one line with what to do', async () => {
    const { exitCode, stdout, stderr } = await runCliProcess(['check', '--min-score', '101'])
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toBe(
      'shipworthy: --min-score takes a number from 0 to 100, not "101". Run `shipworthy check --help` to see what can be given. (SW_ERR_USAGE)\n',
    )
  })

  it('2: no command is not taken for a passed gate', async () => {
    const { exitCode, stderr } = await runCliProcess([])
    expect(exitCode).toBe(2)
    expect(stderr).toContain('shipworthy check services/api -o report.html')
    expect(stderr).toContain('SW_ERR_USAGE')
  })

  it('2: Node.js is too old, said in one line before anything else runs', async () => {
    const old = { nodeFlags: ['--import', OLD_NODE] }
    expect(await runCliProcess(['check'], old)).toEqual({
      exitCode: 2,
      signal: null,
      stdout: '',
      stderr:
        'shipworthy: Node.js 20.19.5 is too old; shipworthy needs 22.13 or newer. Install a supported release from https://nodejs.org and run the command again. (SW_ERR_NODE_TOO_OLD)\n',
    })
  })

  it('4: a fault of its own is one line, and a stack with --debug', async () => {
    using project = temporaryFolder(SERVICE)
    const broken = `data:text/javascript,${encodeURIComponent("performance.now = () => { throw new TypeError('no clock') }")}`
    const faulty = { nodeFlags: ['--import', broken] }
    const plain = await runCliProcess(['check', project.path], faulty)
    expect(plain).toMatchObject({ exitCode: 4, stdout: '' })
    expect(plain.stderr).toBe(
      'shipworthy: shipworthy itself failed: TypeError: no clock. Please report it with the output of the same command and --debug. (SW_ERR_INTERNAL)\n',
    )
    const debug = await runCliProcess(['check', project.path, '--debug'], faulty)
    expect(debug.exitCode).toBe(4)
    expect(debug.stderr).toMatch(/\n {4}at runCheck /)
  })

  it('4: what nobody catches is no failed gate', async () => {
    using project = temporaryFolder(SERVICE)
    const stray = `data:text/javascript,${encodeURIComponent("setImmediate(() => { throw new Error('stray') })")}`
    const { exitCode, stderr } = await runCliProcess(['check', project.path], { nodeFlags: ['--import', stray] })
    expect(exitCode).toBe(4)
    expect(stderr).toBe('shipworthy: shipworthy itself failed: "stray". (SW_ERR_INTERNAL)\n')
  })

  it('0: help and version go to stdout', async () => {
    expect(await runCliProcess(['--version'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+/),
    })
    const help = await runCliProcess(['check', '--help'])
    expect(help).toMatchObject({ exitCode: 0, stderr: '' })
    expect(help.stdout).toContain('--min-coverage <number>')
  })
})
