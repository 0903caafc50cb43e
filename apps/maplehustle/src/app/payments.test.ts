import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signWebhook } from '../development/stripe/sign-webhook.ts'
import { newEvent, type StripeEvent } from '../development/stripe/stripe-ledger.ts'
import type { Notification } from '../domain/notification.ts'
import type { Page } from '../domain/page.ts'
import { createBookingHelper, type BookingHelper } from '../testing/booking-helper.ts'
import { startMapleHustle, type TestService } from '../testing/start-maplehustle.ts'
import { TEST_STRIPE } from '../testing/test-settings.ts'

let service: TestService
let bookings: BookingHelper
beforeAll(async () => {
  service = await startMapleHustle()
  const { call, tokenOf, stripe, clock } = service
  bookings = createBookingHelper({ call, tokenOf, now: () => clock.now, pay: stripe.pay })
}, 120_000)
afterAll(() => service.stop(), 60_000)

const PATIENT = { timeout: 60_000, interval: 100 }
const HOUR_MS = 3_600_000

async function pageOf(id: string): Promise<string> {
  const { status, body } = await service.call(`POST /bookings/${id}/pay`, { as: 'client' })
  expect(status).toBe(200)
  return (body as { url: string }).url
}

async function stateOfPayment(bookingId: string): Promise<unknown> {
  const { rows } = await service.database.pool.query('SELECT state FROM payments WHERE booking_id = $1', [bookingId])
  return rows[0]?.['state']
}

async function newsFor(as: 'client' | 'provider', bookingId: string): Promise<string[]> {
  const page = (await service.call('GET /me/notifications?limit=100', { as })).body as Page<Notification>
  return page.items.filter((entry) => entry.bookingId === bookingId).map(({ kind }) => kind)
}

/** The payment that an event of Stripe is about. */
const intentOf = ({ data }: StripeEvent): string => (data.object as { payment_intent: string }).payment_intent

function refundedEvent(paid: StripeEvent): StripeEvent {
  const { metadata } = paid.data.object as { metadata: object }
  return newEvent('charge.refunded', {
    id: 'ch_1',
    object: 'charge',
    refunded: true,
    payment_intent: intentOf(paid),
    metadata,
  })
}

describe('paying', { timeout: 90_000 }, () => {
  it('leads to one page, however often it is asked for, and is done once', async () => {
    const { id } = await bookings.make('accept')
    const pages = await Promise.all([pageOf(id), pageOf(id), pageOf(id)])
    expect(new Set(pages).size).toBe(1)
    await service.stripe.pay(pages[0]!)
    expect(await bookings.read(id)).toMatchObject({ state: 'paid' })
    expect((await service.call(`POST /bookings/${id}/pay`, { as: 'client' })).status).toBe(409)
  })

  it('begins anew when the page has expired', async () => {
    const { id } = await bookings.make('accept')
    const first = await pageOf(id)
    service.clock.advance(25 * HOUR_MS)
    const second = await pageOf(id)
    expect(second).not.toBe(first)
    await service.stripe.pay(second)
    expect(await bookings.read(id)).toMatchObject({ state: 'paid' })
  })

  it('is given back once when the booking is cancelled', async () => {
    const { id } = await bookings.make('accept')
    const paid = await service.stripe.pay(await pageOf(id))
    expect((await service.call(`POST /bookings/${id}/cancel`, { as: 'provider' })).status).toBe(200)
    await expect.poll(() => stateOfPayment(id), PATIENT).toBe('refunded')
    expect(service.stripe.refunds().filter((intent) => intent === intentOf(paid!))).toHaveLength(1)
    // By the answer to our request or by the webhook, whichever came first.
    const refunds = async () => (await newsFor('client', id)).filter((kind) => kind === 'booking-refunded').length
    await expect.poll(refunds, PATIENT).toBe(1)
  })

  it('for a booking that was cancelled meanwhile is given back', async () => {
    const { id } = await bookings.make('accept')
    const page = await pageOf(id)
    expect((await service.call(`POST /bookings/${id}/cancel`, { as: 'client' })).status).toBe(200)
    const paid = await service.stripe.pay(page)
    await expect.poll(() => service.stripe.refunds(), PATIENT).toContain(intentOf(paid!))
    await expect.poll(() => stateOfPayment(id), PATIENT).toBe('refunded')
    expect(await bookings.read(id)).toMatchObject({ state: 'cancelled' })
  })

  it('of another amount than was asked for is not taken for paid', async () => {
    const { id } = await bookings.make('accept')
    const page = await pageOf(id)
    const { rows } = await service.database.pool.query('SELECT id, amount_cents FROM payments WHERE booking_id = $1', [
      id,
    ])
    const session = { id: page.split('/').at(-1), payment_status: 'paid', currency: 'cad', payment_intent: 'pi_cheap' }
    const cheap = { ...session, amount_total: 1, metadata: { payment_id: rows[0]!['id'] } }
    expect(await service.stripe.deliver(newEvent('checkout.session.completed', cheap))).toBe(200)
    expect(await bookings.read(id)).toMatchObject({ state: 'accepted' })
  })
})

describe('a webhook', { timeout: 90_000 }, () => {
  it('that comes again changes nothing', async () => {
    const { id } = await bookings.make('accept')
    const event = await service.stripe.pay(await pageOf(id))
    expect(await Promise.all([1, 2, 3].map(() => service.stripe.deliver(event!)))).toEqual([200, 200, 200])
    expect((await newsFor('client', id)).filter((kind) => kind === 'booking-confirmed')).toHaveLength(1)
  })

  it('that comes before what it follows on leaves things as they are in the end', async () => {
    const { id } = await bookings.make('accept')
    const page = await pageOf(id)
    const { rows } = await service.database.pool.query('SELECT id, amount_cents FROM payments WHERE booking_id = $1', [
      id,
    ])
    const { id: paymentId, amount_cents: amount } = rows[0] as { id: string; amount_cents: number }
    const paid = newEvent('checkout.session.completed', {
      id: page.split('/').at(-1),
      payment_status: 'paid',
      currency: 'cad',
      amount_total: amount,
      payment_intent: `pi_${paymentId}`,
      metadata: { payment_id: paymentId },
    })
    expect(await service.stripe.deliver(refundedEvent(paid))).toBe(200)
    expect(await service.stripe.deliver(paid)).toBe(200)
    expect([await stateOfPayment(id), (await bookings.read(id)).state]).toEqual(['refunded', 'cancelled'])
  })

  it('is believed only with our signature, and only when it is new', async () => {
    const { id } = await bookings.make('accept')
    const event = newEvent('checkout.session.completed', { metadata: { payment_id: id }, payment_status: 'paid' })
    expect(await service.stripe.deliver(event, { secret: 'whsec_of_somebody_else' })).toBe(400)
    expect(await service.stripe.deliver(event, { at: new Date(Date.now() - HOUR_MS) })).toBe(400)
    const signature = signWebhook(JSON.stringify(event), TEST_STRIPE.webhookSecret)
    const changed = { ...event, type: 'charge.refunded' }
    for (const headers of [{}, { 'stripe-signature': signature }] as Record<string, string>[])
      expect((await service.call('POST /webhooks/stripe', { body: changed, headers })).status).toBe(400)
    expect(await bookings.read(id)).toMatchObject({ state: 'accepted' })
  })

  it('is about the bytes that came, whatever they mean', async () => {
    // JSON with blanks, as JSON.parse and JSON.stringify would not give it back.
    const body = ` { "id": "evt_blank", "object": "event", "type": "account.updated", "data": { "object": {} } } `
    const headers = { 'stripe-signature': signWebhook(body, TEST_STRIPE.webhookSecret) }
    const answer = await service.call('POST /webhooks/stripe', { body: Buffer.from(body), headers })
    expect([answer.status, answer.body]).toEqual([200, { outcome: 'done' }])
  })

  it('of a dispute or a refund made by hand moves the booking', async () => {
    const disputed = await bookings.make('accept')
    const event = await service.stripe.pay(await pageOf(disputed.id))
    await service.stripe.deliver(
      newEvent('charge.dispute.created', { object: 'dispute', payment_intent: intentOf(event!) }),
    )
    expect(await bookings.read(disputed.id)).toMatchObject({ state: 'disputed' })
    await service.stripe.deliver(refundedEvent(event!))
    expect(await bookings.read(disputed.id)).toMatchObject({ state: 'cancelled' })
  })
})
