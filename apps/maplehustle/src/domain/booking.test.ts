import { describe, expect, it } from 'vitest'
import { BOOKING_STATES, nextState, TRANSITIONS, type BookingAction } from './booking.ts'

const ACTIONS = Object.keys(TRANSITIONS) as BookingAction[]

describe('a booking', () => {
  it('has one state for each action, and stays cancelled', () => {
    for (const action of ACTIONS) expect(nextState('cancelled', action)).toBeUndefined()
  })

  it('can come to every state from the first one', () => {
    const reached = new Set(['requested'])
    for (let size = 0; size < reached.size;) {
      size = reached.size
      for (const state of BOOKING_STATES.filter((known) => reached.has(known)))
        for (const action of ACTIONS) reached.add(nextState(state, action) ?? state)
    }
    expect(reached).toEqual(new Set(BOOKING_STATES))
  })

  it('is never completed without being paid', () => {
    expect(TRANSITIONS.complete.from).toEqual(['paid'])
    expect(TRANSITIONS.pay.from).toEqual(['accepted'])
  })
})
