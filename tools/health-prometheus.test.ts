import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { describeWith } from './servers/describe-with.ts'
import { findPrometheus } from './servers/prometheus-server.ts'
import { check } from '../packages/health/src/check.ts'
import { createHealth } from '../packages/health/src/create-health.ts'

const TIMEOUT_MS = 180_000
const PATIENCE_MS = 90_000

interface Answer<Data> {
  status: string
  data: Data
}
interface Targets {
  activeTargets: { health: string; lastError: string }[]
}
interface Series {
  result: { metric: Record<string, string>; value: [number, string] }[]
}

type Found = Extract<ReturnType<typeof findPrometheus>, { start: unknown }>

describeWith('Prometheus', findPrometheus() as Found, ({ start }) => {
  it('scrapes a service and sees its checks', { timeout: TIMEOUT_MS }, async () => {
    const health = createHealth({
      service: { name: 'orders', version: '1.4.0' },
      autoStart: false,
      checks: [
        check('database', { kind: 'readiness' }, ({ measure }) => measure('poolWaiting', 3, 'connections')),
        check('mail', { kind: 'monitor', failAfter: 1 }, () => false),
      ],
    })
    health.ready()
    await health.run()
    const { port } = await health.listen({ port: 0, host: '127.0.0.1' })
    try {
      await using prometheus = await start(`127.0.0.1:${port}`)
      const ask = async <Data>(path: string): Promise<Data> => {
        const { status, data } = (await (await fetch(`${prometheus.url}/api/v1/${path}`)).json()) as Answer<Data>
        expect(status).toBe('success')
        return data
      }
      const query = async (expression: string): Promise<Series['result']> =>
        (await ask<Series>(`query?query=${encodeURIComponent(expression)}`)).result

      await until(async () => (await query('shipworthy_check_status')).length > 0)
      const { activeTargets } = await ask<Targets>('targets')
      expect(activeTargets.map((target) => [target.health, target.lastError])).toEqual([['up', '']])
      const statuses = (await query('shipworthy_check_status')).map(({ metric, value }) => [
        metric['check'],
        metric['kind'],
        value[1],
      ])
      expect(statuses.toSorted()).toEqual([
        ['database', 'readiness', '2'],
        ['mail', 'monitor', '0'],
      ])
      const [waiting] = await query('shipworthy_check_value{measurement="poolWaiting"}')
      expect(waiting?.value[1]).toBe('3')
      const [runs] = await query('sum by (check) (shipworthy_check_duration_seconds_count{check="mail"})')
      expect(runs?.value[1]).toBe('1')
      expect(await query('shipworthy_check_status == 0')).toHaveLength(1)
      expect(await query('process_resident_memory_bytes')).toHaveLength(1)
    } finally {
      await health.close()
    }
  })
})

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error('Prometheus has not seen the service')
    await wait(100)
  }
}
