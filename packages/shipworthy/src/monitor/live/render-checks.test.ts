import { createHealth, check } from '@shipworthy/health'
import { describe, expect, it } from 'vitest'
import { renderChecks, renderTransition } from './render-checks.ts'

const NOW = Date.now()

async function sample() {
  const health = createHealth({
    service: { name: 'shop' },
    autoStart: false,
    history: false,
    checks: [
      check('a.ok', {}, () => ({ value: 12, unit: 'ms' })),
      check('b.slow', {}, () => ({ status: 'warning', message: 'slow' })),
      check('c.down', {}, () => ({ status: 'critical', message: `refused \u001b[2J${'x'.repeat(300)}` })),
    ],
  })
  const snapshot = await health.run()
  await health.close()
  return snapshot
}

/** Less than the columns of status and times take, no table can have. */
const MIN_WIDTH = 36
const screen = { color: false, width: 80, height: 40, now: NOW }

describe('the table of checks', () => {
  it('shows the worst first, on lines that fit', async () => {
    const lines = renderChecks(await sample(), screen).split('\n')
    expect(lines[0]).toBe('shop: 1 critical, 1 warning, 1 healthy')
    expect(lines.slice(3, 6).map((line) => line.split(/\s+/).slice(0, 2))).toEqual([
      ['c.down', 'critical'],
      ['b.slow', 'warning'],
      ['a.ok', 'healthy'],
    ])
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80)
    expect(lines.join('')).not.toContain('\u001b')
  })

  it('counts what does not fit', async () => {
    const lines = renderChecks(await sample(), { ...screen, height: 6, color: true }).split('\n')
    expect(lines.slice(3)).toEqual([expect.stringContaining('\u001b[31mcritical'), '… and 2 more', ''])
  })

  it.each([20, 40, 60, 80, 120])('breaks no line on %i cells, and leaves room for what is said', async (width) => {
    const lines = renderChecks(await sample(), { ...screen, width }, ['a note '.repeat(30)]).split('\n')
    expect(lines.slice(2).filter((line) => line.length > Math.max(width, MIN_WIDTH))).toEqual([])
    if (width >= 60) expect(lines[3]).toContain('refused')
  })

  it('shows notes below, on lines that checks would have had', async () => {
    const lines = renderChecks(await sample(), { ...screen, height: 8 }, ['one', 'two\u001b[2J']).split('\n')
    expect(lines.slice(4)).toEqual(['… and 2 more', 'one', 'two [2J', ''])
    expect(lines.length).toBeLessThanOrEqual(8)
  })

  it('is one line for each change elsewhere', () => {
    expect(renderTransition(0, { check: 'a', from: 'healthy', to: 'critical', message: 'no\nroute' })).toBe(
      '1970-01-01T00:00:00.000Z a healthy → critical: no route\n',
    )
  })
})
