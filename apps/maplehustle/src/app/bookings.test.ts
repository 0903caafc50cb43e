import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Booking } from '../domain/booking.ts'
import type { Page } from '../domain/page.ts'
import type { Notification } from '../domain/notification.ts'
import { createBookingHelper, type BookingHelper } from '../testing/booking-helper.ts'
import { startMapleHustle, type TestService } from '../testing/start-maplehustle.ts'

let service: TestService
let bookings: BookingHelper
beforeAll(async () => {
  service = await startMapleHustle()
  const { call, tokenOf, stripe, clock } = service
  bookings = createBookingHelper({ call, tokenOf, now: () => clock.now, pay: stripe.pay })
}, 120_000)
afterAll(() => service.stop(), 60_000)

const PATIENT = { timeout: 60_000, interval: 100 }
const [HOUR_MS, DAY_MS] = [3_600_000, 86_400_000]

const act = (id: string, action: string, as: 'client' | 'provider' | 'second' | 'admin', body?: unknown) =>
  service.call(`POST /bookings/${id}/${action}`, { as, body })

async function kindsFor(as: 'client' | 'provider', bookingId: string): Promise<string[]> {
  const page = (await service.call('GET /me/notifications?limit=100', { as })).body as Page<Notification>
  return page.items.filter((entry) => entry.bookingId === bookingId).map(({ kind }) => kind)
}

describe('a booking', { timeout: 90_000 }, () => {
  it('goes from request to review, and tells each party of what the other did', async () => {
    const { id, endsAt, serviceId } = await bookings.make('accept', 'pay')
    expect(await bookings.read(id)).toMatchObject({ state: 'paid' })
    expect((await act(id, 'complete', 'provider')).status).toBe(409)
    service.clock.advance(new Date(endsAt).getTime() - service.clock.now.getTime() + 1)
    expect((await act(id, 'complete', 'provider')).body).toMatchObject({ state: 'completed' })
    expect(await kindsFor('client', id)).toEqual(['booking-completed', 'booking-confirmed', 'booking-accepted'])
    expect(await kindsFor('provider', id)).toEqual(['booking-paid', 'booking-requested'])
    const review = { as: 'client', body: { rating: 4, comment: 'Soigné' } } as const
    expect((await service.call(`POST /bookings/${id}/review`, review)).status).toBe(204)
    expect((await service.call(`POST /bookings/${id}/review`, review)).status).toBe(409)
    expect((await service.call(`GET /services/${serviceId}`)).body).toMatchObject({ rating: 4, ratings: 1 })
    const reviews = (await service.call(`GET /services/${serviceId}/reviews`)).body as Page<object>
    expect(reviews.items).toMatchObject([{ bookingId: id, comment: 'Soigné', clientName: 'Camille Roy' }])
  })

  it('is nobody else’s', async () => {
    const { id } = await bookings.make()
    for (const action of ['accept', 'cancel']) expect((await act(id, action, 'second')).status).toBe(404)
    expect((await service.call(`GET /bookings/${id}`, { as: 'second' })).status).toBe(404)
    expect((await service.call(`GET /bookings/${id}/messages`, { as: 'second' })).status).toBe(404)
    expect((await service.call(`POST /bookings/${id}/messages`, { as: 'admin', body: { body: 'x' } })).status).toBe(403)
    // The client has the role, and it is the provider who accepts.
    const own = await service.call(`POST /bookings/${id}/pay`, { as: 'client' })
    expect(own.body).toMatchObject({ status: 409, detail: 'A booking that is requested cannot be paid.' })
  })

  it('does nothing that its state does not allow', async () => {
    const { id } = await bookings.make('cancel')
    for (const [action, as] of [
      ['accept', 'provider'],
      ['cancel', 'client'],
      ['dispute', 'client'],
    ] as const)
      expect((await act(id, action, as)).status).toBe(409)
  })

  it('is disputed by the client and settled or reversed by an admin', async () => {
    const settled = await bookings.make('accept', 'pay', 'dispute')
    const reversed = await bookings.make('accept', 'pay', 'dispute')
    const open = (await service.call('GET /admin/bookings', { as: 'admin' })).body as Page<Booking>
    expect(open.items.map(({ id }) => id)).toEqual([reversed.id, settled.id])
    const resolve = (id: string, outcome: string) =>
      service.call(`POST /admin/bookings/${id}/resolve`, { as: 'admin', body: { outcome } })
    expect((await resolve(settled.id, 'settle')).body).toMatchObject({ state: 'completed' })
    expect((await resolve(reversed.id, 'reverse')).body).toMatchObject({ state: 'cancelled' })
    expect((await resolve(reversed.id, 'settle')).status).toBe(409)
    await expect.poll(() => kindsFor('client', reversed.id), PATIENT).toContain('booking-refunded')
    expect(await kindsFor('client', settled.id)).not.toContain('booking-refunded')
  })

  it('is talked about between its parties', async () => {
    const { id } = await bookings.make()
    const write = (as: 'client' | 'provider', body: string) =>
      service.call(`POST /bookings/${id}/messages`, { as, body: { body } })
    const text = `<script>alert(1)</script> '; DROP TABLE messages; -- \u{1f341}`
    expect((await write('client', text)).status).toBe(201)
    expect((await write('provider', 'À demain')).status).toBe(201)
    expect((await write('client', ' ')).status).toBe(400)
    const { items } = (await service.call(`GET /bookings/${id}/messages`, { as: 'provider' })).body as Page<{
      body: string
    }>
    expect(items.map(({ body }) => body)).toEqual(['À demain', text])
  })
})

describe('a time', { timeout: 90_000 }, () => {
  it('is booked once, however many ask at the same time, and free again when it was cancelled', async () => {
    const startsAt = bookings.freshTime()
    const asked = await Promise.all(Array.from({ length: 12 }, () => bookings.request({ startsAt })))
    expect(asked.map(({ status }) => status).toSorted()).toEqual([201, ...Array.from({ length: 11 }, () => 409)])
    // Also with another service of the same provider, and half an hour later.
    expect((await bookings.request({ startsAt: new Date(startsAt.getTime() + HOUR_MS / 2) })).status).toBe(409)
    const won = asked.find(({ status }) => status === 201)!.body as Booking
    expect((await act(won.id, 'cancel', 'client')).status).toBe(200)
    expect((await bookings.request({ startsAt })).status).toBe(201)
  })

  it('is for who has verified an address', async () => {
    const body = { email: 'unverified@example.org', password: 'correct horse', name: 'Nova', client: 'app' }
    await service.call('POST /auth/register', { body })
    const { accessToken } = (await service.call('POST /auth/login', { body })).body as { accessToken: string }
    const request = { serviceId: (await bookings.anyService()).id, startsAt: bookings.freshTime() }
    const asked = await service.call('POST /bookings', { token: accessToken, body: request })
    expect([asked.status, (asked.body as { detail: string }).detail]).toEqual([
      403,
      'Verify your e-mail address first.',
    ])
    const own = await service.call('POST /bookings', { as: 'provider', body: request })
    expect(own.status).toBe(422)
  })

  it('that begins when another one ends is another time', async () => {
    const { endsAt } = await bookings.make()
    expect((await bookings.request({ startsAt: new Date(endsAt) })).status).toBe(201)
  })

  it('lies in the working hours of the provider, on the provider’s clocks, and not in time off', async () => {
    const startsAt = bookings.freshTime()
    const at = (hour: number): Date => new Date(startsAt.getTime() + (hour - 17) * HOUR_MS)
    // 7:00 to 21:00 in Toronto is 11:00 or 12:00 to 1:00 or 2:00 UTC.
    expect((await bookings.request({ startsAt: at(9) })).body).toMatchObject({
      detail: 'The provider does not work at that time.',
    })
    const off = { from: at(12), to: at(24) }
    const made = await service.call('POST /me/time-off', { as: 'provider', body: off })
    expect(made.status).toBe(201)
    expect((await bookings.request({ startsAt })).status).toBe(409)
    const { id } = made.body as { id: string }
    expect((await service.call(`DELETE /me/time-off/${id}`, { as: 'second' })).status).toBe(404)
    expect((await service.call(`DELETE /me/time-off/${id}`, { as: 'provider' })).status).toBe(204)
    expect((await bookings.request({ startsAt })).status).toBe(201)
    const { providerId } = await bookings.anyService()
    const asked = `GET /providers/${providerId}/availability?from=${at(0).toISOString()}&days=2`
    const { busy, hours } = (await service.call(asked)).body as { busy: object[]; hours: object[] }
    expect(busy).toContainEqual({ from: startsAt.toISOString(), to: expect.any(String) })
    expect(hours).toContainEqual({ weekday: 7, begins: '07:00', ends: '21:00' })
  })

  it('is neither past, nor too soon, nor in two years', async () => {
    for (const aheadMs of [-DAY_MS, 59 * 60_000, 700 * DAY_MS]) {
      const startsAt = new Date(service.clock.now.getTime() + aheadMs)
      expect((await bookings.request({ startsAt })).status).toBe(422)
    }
  })

  it('is a week that makes sense', async () => {
    const save = (body: unknown) => service.call('PUT /me/hours', { as: 'second', body })
    const day = (begins: string, ends: string) => ({ weekday: 1, begins, ends })
    expect((await save([day('08:00', '12:00'), day('11:00', '15:00')])).status).toBe(422)
    expect((await save([day('12:00', '08:00')])).status).toBe(422)
    expect((await save([day('8', '12:00')])).status).toBe(400)
    expect((await save([day('18:00', '24:00'), day('08:00', '12:00')])).body).toEqual([
      day('08:00', '12:00'),
      day('18:00', '24:00'),
    ])
  })
})

describe('what is due', { timeout: 90_000 }, () => {
  it('is reminded of once, a day ahead', async () => {
    const { id, startsAt } = await bookings.make('accept')
    await service.services.reminders.remind()
    expect(await kindsFor('client', id)).not.toContain('booking-reminder')
    service.clock.advance(new Date(startsAt).getTime() - service.clock.now.getTime() - 23 * HOUR_MS)
    await Promise.all([service.services.reminders.remind(), service.services.reminders.remind()])
    for (const as of ['client', 'provider'] as const)
      expect((await kindsFor(as, id)).filter((kind) => kind === 'booking-reminder')).toHaveLength(1)
    const mails = () => service.mailbox!.messages().filter(({ subject }) => /^(Soon|Bientôt)/.test(subject))
    await expect.poll(mails, PATIENT).toHaveLength(2)
  })

  it('is cancelled when a provider does not answer', async () => {
    const { id, startsAt } = await bookings.make()
    const accepted = await bookings.make('accept')
    service.clock.advance(new Date(startsAt).getTime() - service.clock.now.getTime() + 1)
    await service.services.reminders.expireRequests()
    expect(await bookings.read(id)).toMatchObject({ state: 'cancelled' })
    expect(await bookings.read(accepted.id)).toMatchObject({ state: 'accepted' })
  })
})
