import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runOnce } from '../testing/run-once.ts'
import { processAlive } from './process-alive.ts'

const PATIENT = { timeout: '20s' } as const

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'shipworthy-process-'))))
afterEach(() => rmSync(folder, { recursive: true }))

describe('the process of a pid file', () => {
  it('runs, and has ended', async () => {
    const child = spawn('sleep', ['600'])
    const pidFile = join(folder, 'sleep.pid')
    writeFileSync(pidFile, `${child.pid}\n`)
    const check = processAlive({ pidFile, ...PATIENT })
    expect(await runOnce(check)).toMatchObject({ check: 'process', status: 'healthy', metadata: { pid: child.pid } })
    child.kill()
    await once(child, 'exit')
    expect(await runOnce(check)).toMatchObject({ status: 'critical', message: 'the process of the pid file has ended' })
  })

  it('that is a zombie has ended', async () => {
    // A shell that does not wait for its child, which is a zombie then.
    const shell = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 600'])
    const [pid] = await once(shell.stdout!, 'data')
    const pidFile = join(folder, 'zombie.pid')
    writeFileSync(pidFile, String(pid))
    await expect
      .poll(async () => (await runOnce(processAlive({ pidFile, ...PATIENT }))).status, { timeout: 10_000 })
      .toBe('critical')
    shell.kill()
  })

  it('is unknown without the file', async () => {
    const gone = processAlive({ pidFile: join(folder, 'gone.pid'), ...PATIENT })
    expect(await runOnce(gone)).toMatchObject({ status: 'critical', message: expect.stringContaining('ENOENT') })
    writeFileSync(join(folder, 'empty.pid'), '')
    const empty = processAlive({ pidFile: join(folder, 'empty.pid'), ...PATIENT })
    expect(await runOnce(empty)).toMatchObject({ status: 'critical', message: 'the pid file holds no number' })
  })
})

describe('processes of a name', () => {
  it.skipIf(process.platform === 'win32')('are counted, long names in full', async () => {
    for (const program of ['sw-short', 'sw-a-rather-long-name-of-a-program']) {
      copyFileSync('/bin/sleep', join(folder, program))
      const check = processAlive({ program, min: 2, ...PATIENT })
      const children = [1, 2].map(() => spawn(join(folder, program), ['600']))
      await Promise.all(children.map((child) => once(child, 'spawn')))
      await expect.poll(() => runOnce(check)).toMatchObject({ status: 'healthy', value: 2 })
      children[0]!.kill()
      await once(children[0]!, 'exit')
      expect(await runOnce(check)).toMatchObject({ status: 'critical', message: '1 of at least 2 processes run' })
      children[1]!.kill()
      await once(children[1]!, 'exit')
    }
  })

  it('need one of both options', () => {
    expect(() => processAlive({})).toThrow(/processAlive: expected either/)
    expect(() => processAlive({ pidFile: 'a', program: 'b' })).toThrow(/processAlive: expected either/)
  })
})
