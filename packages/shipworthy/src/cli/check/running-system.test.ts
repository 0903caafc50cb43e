import { readFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../audit/model/report.ts'
import { MONITOR_FLAGS } from '../testing/monitor-process.ts'
import { runCliProcess, startCliProcess, type CliOptions } from '../testing/spawn-cli.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { readEnvironmentFile } from './read-environment-file.ts'

const SECRET = 'q9-a-secret-of-the-test-user'
const TIMEOUT_MS = 120_000

const check = (words: readonly string[], options: CliOptions = {}) =>
  runCliProcess(['check', ...words], { nodeFlags: MONITOR_FLAGS, ...options })

async function listen(handler: RequestListener): Promise<Server> {
  const server = createServer(handler)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

/** Ready or not, as the first letter of its path prefix says; it repeats what credentials it was sent. */
const service: RequestListener = ({ url = '', headers }, response) => {
  const isHealth = url.startsWith('/health')
  response.writeHead(url === '/health/ready' ? 503 : isHealth || url === '/' ? 200 : 404, {
    'content-type': 'application/json',
    'set-cookie': `sid=${SECRET}; HttpOnly`,
  })
  response.end(JSON.stringify({ status: url === '/health/ready' ? 'fail' : 'ok', you: headers.authorization }))
}

describe('check of a running system', { timeout: TIMEOUT_MS }, () => {
  let server: Server
  beforeAll(async () => void (server = await listen(service)))
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  it('needs no source, fails for what it saw, and lists everything it sent', async () => {
    const { exitCode, stdout } = await check(['--url', urlOf(server), '--format', 'json'])
    const report = JSON.parse(stdout) as Report
    expect(exitCode).toBe(1)
    const failing = report.results.find(({ rule }) => rule === 'health/failing-now')
    expect(failing).toMatchObject({ outcome: 'fail', confidence: 'proven', severity: 'critical' })
    expect(failing?.findings[0]?.evidence[0]).toMatchObject({
      kind: 'probe',
      snippet: expect.stringContaining('GET /health/ready → 503'),
    })
    expect(report.live?.sent.map(({ text }) => text)).toContain(`GET ${urlOf(server)}/health/ready`)
    expect(report.results.find(({ rule }) => rule === 'ci/none')).toMatchObject({ unasked: 'source' })
    expect(report.score.caps).toContainEqual(expect.objectContaining({ limit: 89 }))
  })

  it('lets no credential into a report, an error or saved facts', async () => {
    using folder = temporaryFolder({ 'package.json': '{}' })
    const words = ['--url', urlOf(server), '--header', `Authorization: Bearer ${SECRET}`, '--save', 'facts.json']
    for (const format of ['terminal', 'json', 'html', 'markdown', 'sarif', 'junit']) {
      const { stdout, stderr } = await check([...words, '--format', format], { cwd: folder.path })
      expect(stdout, format).toContain('health/failing-now')
      expect(stdout + stderr + readFileSync(folder.at('facts.json'), 'utf8'), format).not.toContain(SECRET)
    }
  })

  it.skipIf(process.platform !== 'linux')('shows no credential in the list of processes', async () => {
    const { promise: asked, resolve } = Promise.withResolvers<void>()
    const slow = await listen(() => resolve())
    const words = ['check', '--url', urlOf(slow), '--header', `X-Key: ${SECRET}`]
    const child = startCliProcess(words, { nodeFlags: MONITOR_FLAGS })
    await asked
    const commandLine = readFileSync(`/proc/${child.pid}/cmdline`, 'utf8')
    child.kill()
    slow.closeAllConnections()
    slow.close()
    expect(commandLine).toContain('shipworthy check')
    expect(commandLine).not.toContain(SECRET)
  })

  it('is judged again from its saved facts', async () => {
    using folder = temporaryFolder({ 'package.json': '{}' })
    const save = await check(['--url', urlOf(server), '--save', 'facts.json', '--format', 'json'], { cwd: folder.path })
    const replay = await check(['--from', 'facts.json', '--format', 'json'], { cwd: folder.path })
    expect((JSON.parse(replay.stdout) as Report).results).toEqual((JSON.parse(save.stdout) as Report).results)
    expect(replay.exitCode).toBe(save.exitCode)
  })
})

describe('what cannot be asked', { timeout: TIMEOUT_MS }, () => {
  it('a system that was named and gives nothing is incomplete, not fit', async () => {
    const { exitCode, stdout, stderr } = await check(['--url', 'http://127.0.0.1:1'])
    expect(exitCode).toBe(3)
    expect(stdout).toContain('gave nothing: the connection is refused')
    expect(stderr).toBe('shipworthy: incomplete: http://127.0.0.1:1 gave nothing (the connection is refused)\n')
  })

  it.each([
    [['--url', 'ftp://example.com'], 'has the scheme ftp:// and takes http, https'],
    [['--url', 'example.com'], '--url is no address'],
    [['--database-url', `postgres:/${SECRET}`.slice(9)], '--database-url is no address'],
    [['--redis-url', 'env:NOT_THERE_AT_ALL'], 'names NOT_THERE_AT_ALL, which is not set'],
    [['--url', 'https://example.com', '--active'], 'neither loopback nor a private address'],
    [['--url', 'https://example.com', '--load', '--i-am-authorised-to-test', 'example.org'], 'neither loopback'],
    [['--url', 'http://127.0.0.1', '--load', 'much'], '--load takes a profile'],
    [['--url', 'http://127.0.0.1', '--header', SECRET], '--header takes a name and a value'],
    [['--url', 'http://127.0.0.1', '--timeout', 'soon'], '--timeout takes a time'],
    [['--url', 'http://127.0.0.1', '--phase', 'later'], 'Allowed choices are predeploy'],
    [['--url', 'http://127.0.0.1', '--from', 'facts.json'], '--from reads nothing but its file'],
  ])('%j is refused in a line', async (words, answer) => {
    const { exitCode, stdout, stderr } = await check(words)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain(answer)
    expect(stderr).not.toContain(SECRET)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  })
})

describe('an environment file', () => {
  it('is read as Node.js reads one', () => {
    using folder = temporaryFolder({
      '.env.production': '# production\nNODE_ENV=production\nURL="https://a.example/?q=1#top"\n',
    })
    expect([...readEnvironmentFile(folder.at('.env.production'))]).toEqual([
      ['NODE_ENV', 'production'],
      ['URL', 'https://a.example/?q=1#top'],
    ])
  })

  it('that is not there is an error with its path', () => {
    expect(() => readEnvironmentFile('none.env')).toThrow('none.env cannot be read: there is no such file')
  })
})
