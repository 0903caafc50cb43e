import type { Booking } from '../domain/booking.ts'
import type { Page } from '../domain/page.ts'
import type { Service } from '../domain/service.ts'
import type { Answer, Persona, TestClient } from './create-client.ts'

/** Bookings as tests make them: each at a time of its own, in the working hours of the demo providers. */
export interface BookingHelper {
  /** Asks for a booking. */
  request: (options?: { as?: Persona; startsAt?: Date; serviceId?: string }) => Promise<Answer>
  /** A booking that was asked for and then what else. */
  make: (...then: ('accept' | 'pay' | 'complete' | 'cancel' | 'dispute')[]) => Promise<Booking>
  read: (id: string) => Promise<Booking>
  /** A service of the first demo provider, of three hours. */
  anyService: () => Promise<Service>
  /** In working hours, and taken by nobody else. */
  freshTime: () => Date
}

export interface BookingHelperParts extends TestClient {
  now: () => Date
  /** Pays on the page. */
  pay: (checkoutUrl: string) => Promise<unknown>
}

const DAY_MS = 86_400_000
const ACTORS = { accept: 'provider', complete: 'provider', cancel: 'client', dispute: 'client' } as const

export function createBookingHelper({ call, now, pay }: BookingHelperParts): BookingHelper {
  let days = 1

  async function anyService(): Promise<Service> {
    const page = (await call('GET /me/services?limit=100', { as: 'provider' })).body as Page<Service>
    return page.items.find(({ title }) => title === 'Apartment cleaning')!
  }

  /** Noon in Toronto, another day each time. */
  function freshTime(): Date {
    const day = new Date(now().getTime() + ++days * DAY_MS)
    return new Date(`${day.toISOString().slice(0, 10)}T17:00:00Z`)
  }

  async function request({ as = 'client', startsAt, serviceId }: Parameters<BookingHelper['request']>[0] = {}) {
    const body = { serviceId: serviceId ?? (await anyService()).id, startsAt: startsAt ?? freshTime() }
    return call('POST /bookings', { as, body })
  }

  async function make(...then: Parameters<BookingHelper['make']>): Promise<Booking> {
    const answer = await request()
    if (answer.status !== 201) throw new Error(`no booking: ${JSON.stringify(answer.body)}`)
    const { id } = answer.body as Booking
    for (const action of then) {
      const done = await call(`POST /bookings/${id}/${action}`, { as: action === 'pay' ? 'client' : ACTORS[action] })
      if (done.status !== 200) throw new Error(`${action} was refused: ${JSON.stringify(done.body)}`)
      if (action === 'pay') await pay((done.body as { url: string }).url)
    }
    return read(id)
  }

  async function read(id: string): Promise<Booking> {
    return (await call(`GET /bookings/${id}`, { as: 'admin' })).body
  }

  return { request, make, read, anyService, freshTime }
}
