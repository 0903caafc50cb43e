import type { Payment, PaymentState } from '../domain/payment.ts'
import type { Queryable } from './queryable.ts'

const COLUMNS = `id, booking_id AS "bookingId", amount_cents AS "amountCents", state, attempt, checkout_id AS "checkoutId",
  checkout_url AS "checkoutUrl", checkout_expires_at AS "checkoutExpiresAt", payment_intent_id AS "paymentIntentId"`

/** The payment of a booking; made when there is none. */
export async function ensurePayment(db: Queryable, bookingId: string, amountCents: number): Promise<Payment> {
  await db.query(
    'INSERT INTO payments (booking_id, amount_cents) VALUES ($1, $2) ON CONFLICT (booking_id) DO NOTHING',
    [bookingId, amountCents],
  )
  return (await findPaymentOf(db, bookingId))!
}

export async function findPaymentOf(db: Queryable, bookingId: string): Promise<Payment | undefined> {
  const { rows } = await db.query<Payment>(`SELECT ${COLUMNS} FROM payments WHERE booking_id = $1`, [bookingId])
  return rows[0]
}

export async function findPayment(db: Queryable, id: string): Promise<Payment | undefined> {
  const { rows } = await db.query<Payment>(`SELECT ${COLUMNS} FROM payments WHERE id = $1`, [id])
  return rows[0]
}

/** Nobody else changes it until the transaction ends. */
export async function lockPayment(
  db: Queryable,
  by: { id: string | undefined; paymentIntentId: string | undefined },
): Promise<Payment | undefined> {
  const { rows } = await db.query<Payment>(
    `SELECT ${COLUMNS} FROM payments WHERE id::text = $1 OR payment_intent_id = $2 FOR UPDATE`,
    [by.id ?? null, by.paymentIntentId ?? null],
  )
  return rows[0]
}

export async function saveCheckout(
  db: Queryable,
  { id, attempt }: Pick<Payment, 'id' | 'attempt'>,
  checkout: { id: string; url: string; expiresAt: Date },
): Promise<void> {
  await db.query(
    `UPDATE payments SET checkout_id = $3, checkout_url = $4, checkout_expires_at = $5, updated_at = now()
     WHERE id = $1 AND attempt = $2`,
    [id, attempt, checkout.id, checkout.url, checkout.expiresAt],
  )
}

/** Its page expired: the next one is another one. */
export async function dropCheckout(db: Queryable, { id, attempt }: Pick<Payment, 'id' | 'attempt'>): Promise<void> {
  await db.query(
    `UPDATE payments SET attempt = attempt + 1, checkout_id = NULL, checkout_url = NULL, checkout_expires_at = NULL,
       updated_at = now() WHERE id = $1 AND attempt = $2 AND state = 'pending'`,
    [id, attempt],
  )
}

/** @returns False when it was in another state by then. */
export async function movePayment(
  db: Queryable,
  id: string,
  move: { from: readonly PaymentState[]; to: PaymentState; paymentIntentId?: string },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE payments SET state = $3, payment_intent_id = coalesce($4, payment_intent_id), updated_at = now()
     WHERE id = $1 AND state = ANY($2)`,
    [id, move.from, move.to, move.paymentIntentId ?? null],
  )
  return rowCount === 1
}

/** @returns False for an event that came before. */
export async function noteWebhookEvent(db: Queryable, id: string, type: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'INSERT INTO webhook_events (id, type) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING',
    [id, type],
  )
  return rowCount === 1
}

export async function deleteWebhookEvents(db: Queryable, before: Date): Promise<number> {
  const { rowCount } = await db.query('DELETE FROM webhook_events WHERE received_at < $1', [before])
  return rowCount ?? 0
}
