import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HealthEventName, IncidentEvent, Transition } from '../model/health-events.ts'
import { STATUSES, type Status } from '../model/status.ts'
import { makeRun, makeSettings } from '../testing/make-run.ts'
import { HealthState, type Moment } from './health-state.ts'

const T0 = 1_000_000
const at = (monotonic: number): Moment => ({ now: T0 + monotonic, monotonic })

function setUp(...settings: Parameters<typeof makeSettings>[0][]) {
  const events: { name: HealthEventName; event: unknown }[] = []
  const state = new HealthState(Object.freeze({ name: 'orders' }), (name, event) => void events.push({ name, event }))
  for (const one of settings.length > 0 ? settings : [{}]) state.add(makeSettings(one), T0)
  state.setMonitoring(true)
  const of = <T>(name: HealthEventName): T[] => events.filter((one) => one.name === name).map(({ event }) => event as T)
  return {
    state,
    apply: (status: Status, monotonic: number, check = 'database') =>
      state.apply(makeRun(status, monotonic, { check, message: `said ${status}` }), at(monotonic)),
    transitions: () => of<Transition>('transition'),
    incidents: () => of<IncidentEvent>('incident').map(({ type, incident }) => ({ type, ...incident })),
  }
}

describe('the state of a check', () => {
  it('is unknown until something is known, and then at once what the first result says', () => {
    const { state, apply, incidents } = setUp()
    expect(state.snapshot().checks[0]!.status).toBe('unknown')
    apply('critical', 0)
    expect(state.snapshot().checks[0]!.status).toBe('critical')
    expect(incidents()).toMatchObject([{ type: 'opened', worst: 'critical', message: 'said critical' }])
  })

  it('that was bad from the beginning recovers', () => {
    const { state, apply, incidents } = setUp()
    apply('critical', 0)
    apply('healthy', 10_000)
    apply('healthy', 20_000)
    expect(state.snapshot().checks[0]!.status).toBe('healthy')
    expect(incidents()).toMatchObject([{ type: 'opened' }, { type: 'resolved', resolvedAt: T0 + 20_000 }])
  })

  it('is unknown again when results stay out, and the first new one counts at once', () => {
    const { state, apply, transitions, incidents } = setUp()
    apply('healthy', 0)
    state.expire(at(30_999))
    expect(state.snapshot().checks[0]!.status).toBe('healthy')
    state.expire(at(31_000))
    expect(state.snapshot().checks[0]).toMatchObject({ status: 'unknown', since: T0 + 31_000 })
    expect(transitions().at(-1)).toMatchObject({ from: 'healthy', to: 'unknown', reason: 'expired' })
    apply('healthy', 90_000)
    expect(state.snapshot().checks[0]!.status).toBe('healthy')
    expect(incidents().map(({ type }) => type)).toEqual(['opened', 'resolved'])
  })

  it('knows when the next result expires, with every result', () => {
    const { state, apply } = setUp({ name: 'a', maxAgeMs: 50_000 }, { name: 'b', maxAgeMs: 20_000 })
    apply('healthy', 0, 'a')
    expect(state.nextExpiryMs).toBe(50_000)
    apply('healthy', 0, 'b')
    expect(state.nextExpiryMs).toBe(20_000)
    apply('healthy', 15_000, 'b')
    state.expire(at(20_000))
    expect(state.snapshot().checks.map(({ status }) => status)).toEqual(['healthy', 'healthy'])
    expect(state.nextExpiryMs).toBe(35_000)
  })

  it('opens one incident for the whole time, with the worst of it', () => {
    const { apply, incidents } = setUp({ failAfter: 1, recoverAfter: 1 })
    for (const [index, status] of (['healthy', 'warning', 'critical', 'warning', 'healthy'] as const).entries())
      apply(status, index * 10_000)
    const seen = incidents()
    expect(seen.map(({ type }) => type)).toEqual(['opened', 'changed', 'changed', 'resolved'])
    expect(new Set(seen.map(({ id }) => id)).size).toBe(1)
    expect(seen.at(-1)).toMatchObject({
      status: 'healthy',
      worst: 'critical',
      openedAt: T0 + 10_000,
      resolvedAt: T0 + 40_000,
    })
  })

  it('says what explains it', () => {
    const { state, apply, incidents } = setUp(
      { name: 'network', failAfter: 1 },
      { name: 'egress', dependsOn: ['network'], failAfter: 1 },
      { name: 'stripe', dependsOn: ['egress'], failAfter: 1 },
    )
    for (const name of ['network', 'egress', 'stripe']) apply('healthy', 0, name)
    apply('critical', 10_000, 'network')
    apply('critical', 11_000, 'stripe')
    expect(incidents().map(({ check, causedBy }) => [check, causedBy])).toEqual([
      ['network', undefined],
      ['stripe', 'network'],
    ])
    expect(state.snapshot().recommendations).toContain(
      'stripe is critical: said critical. Look at network first, which it depends on.',
    )
  })

  it('that is switched off gets old without an incident', () => {
    const { state, apply, incidents } = setUp({ kind: 'monitor' })
    apply('healthy', 0)
    state.setMonitoring(false)
    state.expire(at(40_000))
    expect(state.snapshot().checks[0]!.status).toBe('unknown')
    expect(incidents()).toEqual([])
  })

  it('closes its incident when it is taken out', () => {
    const { state, apply, incidents } = setUp()
    apply('critical', 0)
    state.remove('database', at(5_000))
    expect(incidents().map(({ type }) => type)).toEqual(['opened', 'resolved'])
    expect(state.apply(makeRun('critical', 6_000), at(6_000))).toBeUndefined()
  })
})

describe('snapshots', () => {
  it('are the same until something changes', () => {
    const { state, apply } = setUp()
    apply('healthy', 0)
    const snapshot = state.snapshot()
    expect(state.snapshot()).toBe(snapshot)
    const { edge } = state
    apply('healthy', 10_000)
    expect(state.snapshot()).not.toBe(snapshot)
    expect(state.edge).toBe(edge)
  })

  it('score what is there', () => {
    const names = ['a', 'b', 'c', 'd']
    const { state, apply } = setUp(...names.map((name) => ({ name })))
    names.forEach((name, index) => apply(STATUSES[index]!, 0, name))
    expect(state.snapshot()).toMatchObject({ status: 'critical', score: 47.5 })
  })
})

describe('readiness', () => {
  it('needs the lifecycle, the startup checks, and every readiness check that counts', () => {
    const { state, apply } = setUp(
      { name: 'migrations', kind: 'startup' },
      { name: 'database' },
      { name: 'cache', onFail: 'warning' },
    )
    const verdict = () => {
      const { started, ready } = state.snapshot()
      return { started, ready }
    }
    apply('critical', 0, 'migrations')
    state.setLifecycle('ready', T0)
    expect(verdict()).toEqual({ started: false, ready: false })
    apply('healthy', 10_000, 'migrations')
    expect(verdict()).toEqual({ started: true, ready: false })
    apply('healthy', 10_000, 'database')
    expect(verdict()).toEqual({ started: true, ready: true })
    apply('critical', 20_000, 'cache')
    apply('critical', 30_000, 'migrations')
    expect(verdict()).toEqual({ started: true, ready: true })
    state.setLifecycle('draining', T0)
    expect(verdict()).toEqual({ started: true, ready: false })
    expect(state.snapshot().live).toBe(true)
  })
})

describe('whatever comes', () => {
  const step = fc.record({ status: fc.constantFrom(...STATUSES), wait: fc.integer({ min: 1, max: 60_000 }) })

  it('incidents open and resolve in turn, transitions join up, and nothing old is believed', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { state, apply, transitions, incidents } = setUp()
        let monotonic = 0
        for (const { status, wait } of steps) {
          monotonic += wait
          state.expire(at(monotonic))
          const last = state.snapshot().checks[0]!
          if (wait >= 31_000) expect(last.status).toBe('unknown')
          apply(status, monotonic)
        }
        let current: Status = 'unknown'
        for (const { from, to } of transitions()) {
          expect(from).toBe(current)
          expect(to).not.toBe(from)
          current = to
        }
        expect(state.snapshot().checks[0]!.status).toBe(current)
        let open: string | undefined
        for (const { type, id, openedAt } of incidents()) {
          if (type === 'opened') expect(open).toBeUndefined()
          else expect(id).toBe(open)
          open = type === 'resolved' ? undefined : id
          expect(openedAt).toBeGreaterThanOrEqual(T0)
        }
        expect(state.snapshot().checks[0]!.incident).toBe(open)
        expect(state.snapshot().checks[0]!.transitions).toBe(transitions().length)
      }),
    )
  })
})
