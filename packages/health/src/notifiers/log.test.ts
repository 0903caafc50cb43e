import { describe, expect, it } from 'vitest'
import { check } from '../check.ts'
import { createHealth } from '../create-health.ts'
import { createSimulatedClock } from '../testing/simulated-clock.ts'
import { createLogNotifier } from './log.ts'

describe('the log notifier', () => {
  it('writes a line for the beginning and one for the end', async () => {
    const clock = createSimulatedClock()
    const lines: string[] = []
    let isUp = false
    const health = createHealth({
      service: { name: 'orders' },
      clock,
      notifiers: [createLogNotifier((line) => void lines.push(line))],
      checks: [check('mail', { recoverAfter: 1 }, () => isUp)],
    })
    await health.run()
    isUp = true
    await clock.advance(60_000)
    await health.close()
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      {
        time: '2026-01-01T00:00:00.000Z',
        alert: 'firing',
        status: 'critical',
        summary: 'orders: mail is critical',
        fingerprint: 'orders/mail',
      },
      { alert: 'resolved', status: 'healthy', summary: 'orders: mail is healthy' },
    ])
  })
})
