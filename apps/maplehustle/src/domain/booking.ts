export const BOOKING_STATES = ['requested', 'accepted', 'paid', 'completed', 'cancelled', 'disputed'] as const
export type BookingState = (typeof BOOKING_STATES)[number]

/** What can be done to a booking. `settle` ends a dispute in favour of the provider, `reverse` in that of the client. */
export type BookingAction = 'accept' | 'pay' | 'complete' | 'cancel' | 'dispute' | 'settle' | 'reverse'

export interface Booking {
  id: string
  serviceId: string
  serviceTitle: string
  clientId: string
  clientName: string
  providerId: string
  providerName: string
  startsAt: string
  endsAt: string
  state: BookingState
  /** Canadian cents. */
  priceCents: number
  note: string
  createdAt: string
}

interface Transition {
  from: readonly BookingState[]
  to: BookingState
}

/** The whole life of a booking: requested → accepted → paid → completed, and the ways out of it. */
export const TRANSITIONS: Readonly<Record<BookingAction, Transition>> = {
  accept: { from: ['requested'], to: 'accepted' },
  pay: { from: ['accepted'], to: 'paid' },
  complete: { from: ['paid'], to: 'completed' },
  cancel: { from: ['requested', 'accepted', 'paid'], to: 'cancelled' },
  dispute: { from: ['paid', 'completed'], to: 'disputed' },
  settle: { from: ['disputed'], to: 'completed' },
  reverse: { from: ['disputed'], to: 'cancelled' },
}

/** @returns undefined when it cannot be done in this state. */
export function nextState(state: BookingState, action: BookingAction): BookingState | undefined {
  const { from, to } = TRANSITIONS[action]
  return from.includes(state) ? to : undefined
}
