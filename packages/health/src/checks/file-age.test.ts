import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { measured, runOnce } from '../testing/run-once.ts'
import { fileAge } from './file-age.ts'

const HOUR_S = 3600
const PATIENT = { timeout: '20s' } as const

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'shipworthy-backups-'))))
afterEach(() => rmSync(folder, { recursive: true }))

function write(name: string, bytes: number, ageHours: number): void {
  const at = Date.now() / 1000 - ageHours * HOUR_S
  writeFileSync(join(folder, name), 'x'.repeat(bytes))
  utimesSync(join(folder, name), at, at)
}

const judge = (pattern: string, minSize?: '100B') =>
  runOnce(fileAge({ path: join(folder, pattern), ...(minSize && { minSize }), ...PATIENT }))

describe('the newest file', () => {
  it('decides, of those that match', async () => {
    write('orders-1.dump', 500, 50)
    write('orders-2.dump', 700, 2)
    write('users-3.dump', 700, 0)
    mkdirSync(join(folder, 'orders-4.dump'))
    const result = await judge('orders-*.dump')
    expect(result).toMatchObject({ check: 'file-age', status: 'healthy', unit: 's' })
    expect(Number(result.value)).toBeGreaterThanOrEqual(2 * HOUR_S)
    expect(measured(result)).toEqual({ files: 3, size: 700 })
    expect(await judge('users-3.dump')).toMatchObject({ status: 'healthy' })
    expect(await judge('orders-1.*')).toMatchObject({
      status: 'critical',
      message: expect.stringMatching(/^orders-1\.dump is 2\.1 d old$/),
    })
  })

  it('must be large enough', async () => {
    write('orders-1.dump', 500, 30)
    write('orders-2.dump', 3, 1)
    expect(await judge('orders-*', '100B')).toMatchObject({
      status: 'critical',
      message: 'orders-1.dump is 30 h old; orders-2.dump is newer, but has only 3 bytes',
    })
    // One that is being written now does not spoil the one of last night.
    write('orders-1.dump', 500, 20)
    expect(await judge('orders-*', '100B')).toMatchObject({ status: 'healthy' })
  })

  it('must be there', async () => {
    expect(await judge('orders-*')).toMatchObject({ status: 'critical', message: 'no file of at least 1B matches' })
    write('orders+1(a).dump', 0, 0)
    expect(await judge('orders+1(a).dump')).toMatchObject({
      message: 'no file of at least 1B matches; orders+1(a).dump is newer, but has only 0 bytes',
    })
    expect(await judge('gone/*')).toMatchObject({ status: 'critical', message: expect.stringContaining('ENOENT') })
  })
})
