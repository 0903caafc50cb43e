import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Report } from '../../audit/model/report.ts'
import { MONITOR_FLAGS } from '../testing/monitor-process.ts'
import { runCliProcess, startCliProcess } from '../testing/spawn-cli.ts'
import { temporaryFolder, type TemporaryFolder } from '../testing/temporary-folder.ts'

const SLOW = { timeout: 120_000 }

function service(onSignal: string): TemporaryFolder {
  return temporaryFolder({
    'package.json': '{ "name": "shop", "scripts": { "start": "node server.cjs" } }',
    'server.cjs': `
const server = require('node:http').createServer((request, response) => request.resume().on('end', () => response.end('{}')))
server.listen(process.env.PORT, () => require('node:fs').writeFileSync('pid', String(process.pid)))
process.on('SIGTERM', () => ${onSignal})
`,
  })
}

function runs(pid: string): boolean {
  return existsSync(`/proc/${pid}/stat`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
}

describe('check --start', SLOW, () => {
  it('starts the service, judges how it stops, and leaves nothing behind', async () => {
    using folder = service('server.close(() => process.exit(0))')
    const words = ['check', folder.path, '--start', 'node server.cjs', '--format', 'json']
    const { stdout, stderr } = await runCliProcess(words, { nodeFlags: MONITOR_FLAGS })
    const { results, live } = JSON.parse(stdout) as Report
    expect(stderr).toBe('')
    expect(live?.targets.map(({ part, state }) => [part, state])).toEqual([
      ['http', 'answered'],
      ['process', 'answered'],
    ])
    expect(results.find(({ rule }) => rule === 'lifecycle/drops-inflight')?.outcome).toBe('pass')
    expect(runs(readFileSync(folder.at('pid'), 'utf8'))).toBe(false)
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('takes the service with it on %s', async (signal) => {
    using folder = service('{}')
    const words = ['check', folder.path, '--start', 'node server.cjs']
    const child = startCliProcess(words, { nodeFlags: MONITOR_FLAGS })
    const ended = once(child, 'exit')
    await expect.poll(() => existsSync(folder.at('pid')) && readFileSync(folder.at('pid'), 'utf8'), SLOW).toBeTruthy()
    child.kill(signal)
    expect((await ended)[1]).toBe(signal)
    const pid = readFileSync(folder.at('pid'), 'utf8')
    await expect.poll(() => runs(pid), SLOW).toBe(false)
  })

  it('is incomplete for a service that does not come up', async () => {
    using folder = temporaryFolder({ 'package.json': '{ "name": "shop" }' })
    const words = ['check', folder.path, '--start', 'node nothing.cjs', '--format', 'json']
    const { exitCode, stdout } = await runCliProcess(words, { nodeFlags: MONITOR_FLAGS })
    expect(exitCode).toBe(3)
    expect((JSON.parse(stdout) as Report).live?.targets).toMatchObject([
      { part: 'process', name: 'node nothing.cjs', state: 'silent', reason: expect.stringMatching(/^it ended with 1/) },
    ])
  })
})
