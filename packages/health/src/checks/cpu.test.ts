import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createHealth } from '../create-health.ts'
import { watchCpu } from '../probes/cpu.ts'
import { measured } from '../testing/run-once.ts'
import { cpu } from './cpu.ts'

const busyWait = (ms: number): void => {
  const end = performance.now() + ms
  while (performance.now() < end);
}

describe('cpu', () => {
  it('is measured from run to run', async () => {
    const health = createHealth({ autoStart: false, checks: [cpu({ warning: 0, critical: 1000 })] })
    const read = async () => (await health.run()).checks[0]!.result!
    expect(await read()).toMatchObject({ check: 'cpu', status: 'warning', unit: 'percent' })
    busyWait(400)
    const busy = await read()
    expect(busy.value).toBeGreaterThan(0)
    expect(measured(busy)['process']).toBeGreaterThan(0)
    expect(measured(busy)['cores']).toBeLessThanOrEqual(availableParallelism())
    await health.close()
  })
})

describe('cpu of a container', () => {
  let root: string
  beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'shipworthy-cgroup-'))))
  afterEach(() => rmSync(root, { recursive: true }))

  const write = (files: Record<string, string>): void => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true })
      writeFileSync(join(root, name), text)
    }
  }

  /** Half a core, of which half was used and a fifth of the periods throttled, while a quarter of a second went by. */
  const v2 = (usedUs: number, periods: number, throttled: number) => ({
    'cpu.max': '50000 100000\n',
    'cpu.stat': `usage_usec ${usedUs}\nuser_usec 0\nsystem_usec 0\nnr_periods ${periods}\nnr_throttled ${throttled}\nthrottled_usec 9\n`,
  })
  const v1 = (usedUs: number, periods: number, throttled: number) => ({
    'cpu/cpu.cfs_quota_us': '50000\n',
    'cpu/cpu.cfs_period_us': '100000\n',
    'cpu/cpu.stat': `nr_periods ${periods}\nnr_throttled ${throttled}\nthrottled_time 9\n`,
    'cpuacct/cpuacct.usage': `${usedUs * 1000}\n`,
  })

  it.each([
    ['version 2', v2],
    ['version 1', v1],
  ])('is what it may use, by control groups of %s', (_, files) => {
    write(files(1_000_000, 100, 10))
    const read = watchCpu(root)
    const start = performance.now()
    busyWait(250)
    write(files(1_060_000, 200, 30))
    const { usedPercent, throttledPercent, cores } = read()
    const elapsed = performance.now() - start
    expect({ throttledPercent, cores }).toEqual({ throttledPercent: 20, cores: 0.5 })
    // 60 ms of at most `elapsed` × 0.5: no more than in the shortest window there may have been.
    expect(usedPercent).toBeLessThanOrEqual((100 * 60) / (250 * 0.5))
    expect(usedPercent).toBeGreaterThanOrEqual((100 * 60) / (elapsed * 0.5) / 1.5)
  })

  it.each([
    ['no limit', { ...v2(1, 0, 0), 'cpu.max': 'max 100000\n' }],
    ['no limit (version 1)', { ...v1(1, 0, 0), 'cpu/cpu.cfs_quota_us': '-1\n' }],
    ['no group', {}],
  ])('is that of the machine with %s', (_, files) => {
    write(files)
    const read = watchCpu(root)
    expect(read()).not.toHaveProperty('usedPercent')
    busyWait(250)
    const numbers = read()
    expect(numbers.cores).toBe(availableParallelism())
    expect(numbers.usedPercent).toBeLessThanOrEqual(100)
    expect(numbers).not.toHaveProperty('throttledPercent')
  })
})
