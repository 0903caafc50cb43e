import { describe, expect, it } from 'vitest'
import { check } from '../check.ts'
import { createHealth } from '../create-health.ts'
import type { HistoryStore } from '../history/history-store.ts'
import type { SelfEvent } from '../model/health-events.ts'
import type { AlertOptions } from '../options/alert-options.ts'
import { createMemoryStore } from '../stores/memory-store.ts'
import { createSimulatedClock, type SimulatedClock } from '../testing/simulated-clock.ts'
import type { Health } from '../health.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** What outlives a process: the world it looks at, whoever is told, and the store. */
function createWorld(clock = createSimulatedClock()) {
  const down = new Set<string>()
  const said: string[] = []
  const self: SelfEvent[] = []
  const broken = new Set<string>()
  const store = createMemoryStore()
  return { clock, down, said, self, broken, store }
}
type World = ReturnType<typeof createWorld>

/** The clock of a process that may be killed: nothing of it happens after its end. */
function createLife(clock: SimulatedClock): SimulatedClock & { end: () => void } {
  let lives = true
  return {
    ...clock,
    after: (delayMs, callback) => clock.after(delayMs, () => void (lives && callback())),
    end: () => void (lives = false),
  }
}

interface StartOptions {
  checks?: Record<string, string[]>
  notifiers?: string[]
  alerts?: AlertOptions
  history?: HistoryStore
  random?: () => number
  clock?: SimulatedClock
}

function start(world: World, options: StartOptions = {}): Health {
  const {
    checks = { database: [] },
    notifiers = ['chat'],
    alerts = {},
    history = world.store,
    random = () => 0.5,
  } = options
  const health = createHealth({
    service: { name: 'orders' },
    clock: options.clock ?? world.clock,
    random,
    history,
    alerts: { reminders: false, ...alerts },
    defaults: { interval: '10s', failAfter: 1, recoverAfter: 1 },
    notifiers: notifiers.map((name) => ({
      name,
      send({ reason, incidents }) {
        if (world.broken.has(name)) throw new Error(`${name} is down`)
        world.said.push(`${name} ${reason} ${incidents.map((incident) => incident.check).join('+')}`)
      },
    })),
    checks: Object.entries(checks).map(([name, dependsOn]) =>
      check(name, { kind: 'readiness', onFail: 'critical', dependsOn }, () => !world.down.has(name)),
    ),
  })
  health.on('self', (event) => void world.self.push(event))
  return health
}

describe('a parent and 30 children', () => {
  it('that go down at the same moment are one message and one end', async () => {
    const world = createWorld()
    const children = Array.from({ length: 30 }, (_, index) => `child-${index}`)
    let seed = 1
    // Every check at another time, as in life: most children are found to be down before their parent.
    const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647
    const checks = Object.fromEntries(['child-x', ...children].map((name) => [name, ['parent']]))
    const health = start(world, { checks: { ...checks, parent: [] }, random })
    await world.clock.advance(MINUTE_MS)
    for (const name of ['parent', ...Object.keys(checks)]) world.down.add(name)
    await world.clock.advance(5 * MINUTE_MS)
    expect(world.said).toEqual(['chat fired parent'])
    expect(health.metrics()).toContain('shipworthy_alerts{state="suppressed"} 31\n')
    expect(health.snapshot().checks.filter(({ status }) => status === 'critical')).toHaveLength(32)
    world.down.clear()
    await world.clock.advance(10 * MINUTE_MS)
    expect(world.said).toEqual(['chat fired parent', 'chat resolved parent'])
    await health.close()
  })
})

describe('an hour of flapping every 20 s', () => {
  it('is three messages', async () => {
    const world = createWorld()
    const health = start(world)
    await world.clock.advance(MINUTE_MS)
    for (let turn = 0; turn < 180; turn++) {
      if (!world.down.delete('database')) world.down.add('database')
      await world.clock.advance(20_000)
    }
    world.down.clear()
    await world.clock.advance(HOUR_MS)
    expect(world.said).toEqual(['chat fired database', 'chat flapping database', 'chat resolved database'])
    expect(health.alerts()).toEqual([])
    await health.close()
  })
})

describe('a notifier that is down for five minutes', () => {
  it('is visibly failing, and gets everything later', async () => {
    const world = createWorld()
    world.broken.add('pager')
    const health = start(world, { notifiers: ['chat', 'pager'] })
    world.down.add('database')
    await world.clock.advance(5 * MINUTE_MS)
    expect(world.said).toEqual(['chat fired database'])
    const [waiting] = health.deliveries().filter(({ notifier }) => notifier === 'pager')
    expect(waiting).toMatchObject({ reason: 'fired', result: 'failing', error: 'pager is down' })
    expect(waiting!.attempts).toBeGreaterThan(3)
    expect(waiting!.at).toBeGreaterThan(world.clock.now())
    expect(world.self.filter(({ name }) => name === 'self:notifier').map(({ message }) => message)).toEqual([
      'the notifier pager failed: pager is down',
    ])
    expect(health.metrics()).toMatch(/shipworthy_notifications_total\{notifier="pager",result="failed"\} [4-9]/)
    expect(health.metrics()).toContain('shipworthy_notifications_waiting 1\n')
    world.broken.clear()
    await world.clock.advance(5 * MINUTE_MS)
    world.down.clear()
    await world.clock.advance(MINUTE_MS)
    expect(world.said.filter((line) => line.startsWith('pager'))).toEqual([
      'pager fired database',
      'pager resolved database',
    ])
    expect(health.deliveries().every(({ result }) => result === 'sent')).toBe(true)
    expect(world.self.at(-1)!.message).toBe('the notifier pager works again')
    await health.close()
  })

  it('for longer than a day: it is a dead letter', async () => {
    const world = createWorld()
    world.broken.add('chat')
    const health = start(world, { alerts: { delivery: { giveUp: '1h' } } })
    world.down.add('database')
    await world.clock.advance(2 * HOUR_MS)
    expect(health.deadLetters()).toMatchObject([
      { notifier: 'chat', reason: 'fired', result: 'dead', error: 'chat is down' },
    ])
    expect(health.metrics()).toContain('shipworthy_notifications_total{notifier="chat",result="dead"} 1\n')
    expect(world.self.at(-1)!.message).toContain(
      'an alert was given up, since the notifier chat failed: orders: database',
    )
    await health.close()
  })
})

describe('a restart in an episode', () => {
  it.each([
    ['that was announced', true],
    ['that was not', false],
  ])('%s repeats nothing and loses nothing', async (_, isAnnounced) => {
    const world = createWorld()
    const one = createLife(world.clock)
    const first = start(world, { clock: one })
    world.down.add('database')
    await world.clock.advance(MINUTE_MS)
    if (isAnnounced) await first.close()
    one.end()
    const two = createLife(world.clock)
    const second = start(world, { clock: two })
    await world.clock.advance(5 * MINUTE_MS)
    expect(world.said).toEqual(['chat fired database'])
    expect(second.alerts()).toMatchObject([{ fingerprint: 'orders/database', status: 'critical' }])
    two.end()
    world.down.clear()
    const third = start(world)
    await world.clock.advance(5 * MINUTE_MS)
    expect(world.said).toEqual(['chat fired database', 'chat resolved database'])
    expect(third.alerts()).toEqual([])
    await third.close()
  })

  it('ends what nobody watches any more', async () => {
    const world = createWorld()
    const first = start(world)
    world.down.add('database')
    await world.clock.advance(MINUTE_MS)
    await first.close()
    const second = start(world, { checks: { mail: [] } })
    await world.clock.advance(10 * MINUTE_MS)
    expect(world.said).toEqual(['chat fired database', 'chat resolved database'])
    await second.close()
  })

  it('sends what the one before could not', async () => {
    const world = createWorld()
    const one = createLife(world.clock)
    world.broken.add('chat')
    start(world, { clock: one })
    world.down.add('database')
    await world.clock.advance(MINUTE_MS)
    one.end()
    world.broken.clear()
    const second = start(world)
    await world.clock.advance(2 * MINUTE_MS)
    expect(world.said).toEqual(['chat fired database'])
    await second.close()
  })
})

describe('two monitors on one store', () => {
  it('send each alert once', async () => {
    const world = createWorld()
    const [first, second] = [start(world), start(world, { random: () => 0.9 })]
    world.down.add('database')
    await world.clock.advance(5 * MINUTE_MS)
    expect(world.said).toEqual(['chat fired database'])
    world.down.clear()
    await world.clock.advance(5 * MINUTE_MS)
    expect(world.said).toEqual(['chat fired database', 'chat resolved database'])
    await first.close()
    await second.close()
  })

  it('send each alert once when the store is slow and both write at the same time', async () => {
    const world = createWorld()
    const names = ['a', 'b', 'c', 'd', 'e']
    const later = (): Promise<void> => new Promise((resolve) => void world.clock.after(30, resolve))
    const history: HistoryStore = {
      ...world.store,
      load: async (key) => later().then(() => world.store.load!(key)),
      save: async (key, text, expected) => later().then(() => world.store.save!(key, text, expected)),
    }
    const checks = Object.fromEntries(names.map((name) => [name, []]))
    // The same random numbers: they run their checks at the same moments.
    const monitors = [1, 2, 3].map(() => start(world, { checks, history }))
    await world.clock.advance(MINUTE_MS)
    for (const name of names) world.down.add(name)
    await world.clock.advance(5 * MINUTE_MS)
    expect(world.said.toSorted()).toEqual(names.map((name) => `chat fired ${name}`))
    world.down.clear()
    await world.clock.advance(5 * MINUTE_MS)
    expect(world.said.slice(5).toSorted()).toEqual(names.map((name) => `chat resolved ${name}`))
    for (const monitor of monitors) {
      const closed = monitor.close()
      await world.clock.advance(1_000)
      await closed
    }
  })

  it('say that it is over when both say so', async () => {
    const world = createWorld()
    const other = createWorld(world.clock)
    const first = start(world)
    const second = start({ ...other, said: world.said }, { history: world.store })
    world.down.add('database')
    other.down.add('database')
    await world.clock.advance(5 * MINUTE_MS)
    world.down.clear()
    await world.clock.advance(5 * MINUTE_MS)
    expect(world.said).toEqual(['chat fired database'])
    other.down.clear()
    await world.clock.advance(5 * MINUTE_MS)
    expect(world.said).toEqual(['chat fired database', 'chat resolved database'])
    await first.close()
    await second.close()
  })

  it('with acknowledgements and silences that both obey', async () => {
    const world = createWorld()
    const alerts: AlertOptions = { escalation: [{ after: '10m', notify: ['chat'] }] }
    const [first, second] = [start(world, { alerts }), start(world, { alerts, random: () => 0.9 })]
    world.down.add('database')
    await world.clock.advance(2 * MINUTE_MS)
    await second.acknowledge('orders/database', { by: 'ada' })
    await world.clock.advance(HOUR_MS)
    expect(world.said).toEqual(['chat fired database'])
    expect(first.alerts()).toMatchObject([{ state: 'acknowledged', acknowledged: { by: 'ada' } }])
    await first.close()
    await second.close()
  })
})

describe('a store that fails', () => {
  function createShakyStore(world: World) {
    const state = { fails: false, hangs: false }
    const inner = world.store
    const guard = <T>(action: () => T): T | Promise<T> => {
      if (state.fails) throw new Error('disk full')
      return state.hangs ? new Promise<T>(() => {}) : action()
    }
    const store: HistoryStore = {
      ...inner,
      name: 'shaky',
      load: (key) => guard(() => inner.load!(key)) as ReturnType<NonNullable<HistoryStore['load']>>,
      save: (key, text, expected) => guard(() => inner.save!(key, text, expected)) as boolean | Promise<boolean>,
    }
    return { store, state }
  }

  it.each(['fails', 'hangs'] as const)(
    '(%s) is told once; alerts go on, and nothing is told twice when it works again',
    async (how) => {
      const world = createWorld()
      const { store, state } = createShakyStore(world)
      const health = start(world, { history: store, checks: { database: [], mail: [] } })
      world.down.add('database')
      await world.clock.advance(MINUTE_MS)
      state[how] = true
      world.down.add('mail')
      await world.clock.advance(2 * MINUTE_MS)
      world.down.delete('database')
      await world.clock.advance(2 * MINUTE_MS)
      const expected = ['chat fired database', 'chat fired mail', 'chat fired self:storage', 'chat resolved database']
      expect(world.said.toSorted()).toEqual(expected)
      state[how] = false
      await world.clock.advance(2 * MINUTE_MS)
      expected.push('chat resolved self:storage')
      expect(world.said.toSorted()).toEqual(expected)
      const told = world.self.filter(
        ({ name, message }) => name === 'self:storage' && message.startsWith('alerts are kept'),
      )
      expect(told.map(({ status }) => status)).toEqual(['warning', 'healthy'])
      await health.close()
      world.down.clear()
      const next = start(world, { history: store, checks: { database: [], mail: [] } })
      await world.clock.advance(2 * MINUTE_MS)
      expect(world.said.toSorted()).toEqual([...expected, 'chat resolved mail'].toSorted())
      await next.close()
    },
  )

  it.each([
    'not JSON',
    '7',
    '{"format":2}',
    '{"format":1,"troubles":{"x":7},"queue":[null]}',
    '{"format":1,"queue":{}}',
  ])('holds nonsense (%s): alerts go on', async (text) => {
    const world = createWorld()
    await world.store.save!('alerts:orders', text, 0)
    const health = start(world)
    world.down.add('database')
    await world.clock.advance(MINUTE_MS)
    world.down.clear()
    await world.clock.advance(2 * MINUTE_MS)
    const ofDatabase = world.said.filter((line) => line.endsWith('database'))
    expect(ofDatabase).toEqual(['chat fired database', 'chat resolved database'])
    expect(world.said).toEqual(ofDatabase)
    expect(JSON.parse((await world.store.load!('alerts:orders'))!.text)).toMatchObject({ format: 1, troubles: {} })
    await health.close()
  })

  it('is not there: alerts are kept in memory', async () => {
    const world = createWorld()
    const { load: _, save: __, ...plain } = world.store
    const health = start(world, { history: plain })
    world.down.add('database')
    await world.clock.advance(MINUTE_MS)
    world.down.clear()
    await world.clock.advance(2 * MINUTE_MS)
    expect(world.said).toEqual(['chat fired database', 'chat resolved database'])
    expect(world.self).toEqual([])
    await health.close()
  })
})

describe('a clock that jumps', () => {
  it.each([HOUR_MS, -HOUR_MS, 400 * 24 * HOUR_MS])('by %i ms changes no wait', async (jump) => {
    const world = createWorld()
    const health = start(world, {
      alerts: { groupBy: [], groupWait: '30s', escalation: [{ after: '10m', notify: ['chat'] }] },
    })
    await world.clock.advance(MINUTE_MS)
    world.down.add('database')
    await world.clock.advance(11_000)
    world.clock.jump(jump)
    await world.clock.advance(15_000)
    expect(world.said).toEqual([])
    await world.clock.advance(MINUTE_MS)
    expect(world.said).toEqual(['chat fired database'])
    world.clock.jump(-jump)
    await world.clock.advance(10 * MINUTE_MS)
    expect(world.said.slice(1)).toEqual(['chat escalated database'])
    world.down.clear()
    await world.clock.advance(2 * MINUTE_MS)
    expect(world.said.slice(2)).toEqual(['chat resolved database'])
    await health.close()
  })
})
