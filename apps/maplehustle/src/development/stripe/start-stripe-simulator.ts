import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { html } from '@shipworthy/kit/mail'
import { signWebhook } from './sign-webhook.ts'
import { createStripeLedger, type StripeEvent } from './stripe-ledger.ts'

export interface StripeSimulatorOptions {
  secretKey: string
  webhookSecret: string
  /** Where events are posted; several instances would be behind one address. */
  webhookUrl: () => string
  /** 0 for any. */
  port?: number
}

export interface StripeSimulator {
  url: string
  /** As if the client had paid on the page; resolves when the webhook was answered. @returns The event. */
  pay: (checkoutUrl: string) => Promise<StripeEvent | undefined>
  /** Posts an event, signed with another secret or at another time if wanted. @returns The status of the answer. */
  deliver: (event: StripeEvent, sign?: { secret?: string; at?: Date }) => Promise<number>
  /** Refunds made so far, by the payment that was given back. */
  refunds: () => readonly string[]
  close: () => Promise<void>
}

const DELIVERY_TIMEOUT_MS = 10_000

/**
 * A server on this machine that behaves like the part of Stripe that we use: pages to pay on, idempotency keys, refunds,
 * signed webhooks. For development and tests.
 */
export async function startStripeSimulator(options: StripeSimulatorOptions): Promise<StripeSimulator> {
  const { secretKey, webhookSecret, webhookUrl, port = 0 } = options
  const ledger = createStripeLedger()
  const answers = new Map<string, { asked: string; answer: object }>()
  const refunded: string[] = []
  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => response.writeHead(500).end(error.message))
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', url)
    const id = pathname.split('/').at(-1) ?? ''
    if (pathname.startsWith('/pay/'))
      return request.method === 'POST' ? payByPage(id, response) : showPage(id, response)
    if (request.headers.authorization !== `Bearer ${secretKey}`) return fail(response, 401, 'Invalid API Key provided')
    const body = await text(request)
    const key = request.headers['idempotency-key'] as string | undefined
    const known = key === undefined ? undefined : answers.get(key)
    if (known && known.asked !== pathname + body)
      return fail(response, 400, 'Keys for idempotent requests can only be used with the same parameters')
    const made = known?.answer ?? make(pathname, new URLSearchParams(body))
    if (!made) return fail(response, 404, `Unrecognized request URL or no such object (${pathname})`)
    if (key !== undefined) answers.set(key, { asked: pathname + body, answer: made })
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(made))
  }

  function make(path: string, form: URLSearchParams): object | undefined {
    if (path === '/v1/checkout/sessions') return ledger.openSession(form, `${url}/pay`)
    if (path !== '/v1/refunds') return undefined
    const paymentIntentId = form.get('payment_intent') ?? ''
    const made = ledger.refund(paymentIntentId)
    if (!made) return undefined
    refunded.push(paymentIntentId)
    // Stripe tells of it after it has answered.
    setImmediate(() => void deliver(made.event).catch(() => undefined))
    return made.refund
  }

  async function payByPage(id: string, response: ServerResponse): Promise<void> {
    await pay(`${url}/pay/${id}`)
    response.writeHead(303, { location: ledger.find(id)?.success_url ?? '/' }).end()
  }

  function showPage(id: string, response: ServerResponse): void {
    const session = ledger.find(id)
    response.writeHead(session ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' })
    response.end(
      html`<!doctype html>
        <title>Payment (simulated)</title>
        <h1>Payment (simulated)</h1>
        <p>${session ? `${(session.amount_total / 100).toFixed(2)} CAD, ${session.payment_status}` : 'No such page'}</p>
        <form method="post"><button>Pay</button></form>`.toString(),
    )
  }

  async function pay(checkoutUrl: string): Promise<StripeEvent | undefined> {
    const event = ledger.pay(checkoutUrl.split('/').at(-1) ?? '')
    if (event) await deliver(event)
    return event
  }

  async function deliver(event: StripeEvent, sign: { secret?: string; at?: Date } = {}): Promise<number> {
    const body = JSON.stringify(event)
    const answered = await fetch(webhookUrl(), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'stripe-signature': signWebhook(body, sign.secret ?? webhookSecret, sign.at),
      },
      body,
      signal: AbortSignal.timeout(DELIVERY_TIMEOUT_MS),
    })
    await answered.arrayBuffer()
    return answered.status
  }

  return {
    url,
    pay,
    deliver,
    refunds: () => refunded,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function fail(response: ServerResponse, status: number, message: string): void {
  const type = status === 400 ? 'idempotency_error' : 'invalid_request_error'
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { type, message } }))
}
