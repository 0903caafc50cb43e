import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { auditLive } from '../../../audit-live.ts'
import type { LiveFacts } from '../../../facts/live/live-facts.ts'
import type { RuleResult } from '../../../model/outcome.ts'
import { project } from '../../../rules/example-kit.ts'
import { RULES } from '../../../rules/registry.generated.ts'
import { memoryReader } from '../../project/memory-reader.ts'
import type { LiveRequest } from '../live-request.ts'

const WANTED = /^payments\/(test-key-prod|live-key-nonprod|webhook-)|^environment\/required-missing$/
const TIMEOUT_MS = 60_000
/** Made-up keys in the provider's format, and made here: no scanner of secrets should find one written down. */
const LIVE_KEY = ['sk', 'live', 'Jq8vX2mN7pLw4Rt9Zb3Ks6Yc'].join('_')
const TEST_KEY = ['sk', 'test', 'Jq8vX2mN7pLw4Rt9Zb3Ks6Yc'].join('_')

const SHOP = (handler: string): Record<string, string> =>
  project('express@5 stripe@18 pg@8 zod@4', {
    'server.js': `const express = require('express')
const { z } = require('zod')
const { Pool } = require('pg')
const stripe = require('stripe')(process.env.STRIPE_SECRET_KEY)
z.object({ STRIPE_SECRET_KEY: z.string(), DATABASE_URL: z.string() }).parse(process.env)
const pool = new Pool()
const app = express()
app.post('/stripe/webhook', express.raw({ type: 'application/json' }), async (req, res) => { ${handler} })
app.listen(3000)
`,
  })
const VERIFIES = SHOP(
  "const event = stripe.webhooks.constructEvent(req.body, req.headers['stripe-signature'], process.env.STRIPE_WEBHOOK_SECRET); res.json({ received: event.id })",
)
const BELIEVES = SHOP(
  "const event = JSON.parse(req.body); if (event.type === 'checkout.session.completed') await pool.query('UPDATE orders SET paid = true WHERE id = $1', [event.data.object.id]); res.end()",
)

describe('payments', () => {
  it('finds nothing where all is right', { timeout: TIMEOUT_MS }, async () => {
    await using shop = await serve((_, response) => response.writeHead(400).end('no signature'))
    await using stripe = await serve(stripeLike(LIVE_KEY))
    const { results, live } = await audit(VERIFIES, {
      url: shop.url,
      stripeUrl: stripe.url,
      environment: new Map([
        ['STRIPE_SECRET_KEY', LIVE_KEY],
        ['STRIPE_WEBHOOK_SECRET', 'whsec_x'],
        ['DATABASE_URL', 'postgres://db/shop'],
      ]),
    })
    expect(outcomes(results)).toMatchObject({
      'environment/required-missing': 'pass',
      'payments/test-key-prod': 'pass',
      'payments/webhook-accepts-unsigned': 'pass',
      'payments/webhook-secret-missing': 'pass',
    })
    expect(live.answers.payments).toMatchObject({
      facts: {
        account: { state: 'accepted', status: 200 },
        endpoints: [{ url: 'https://shop.example.com/stripe/webhook', status: 'enabled' }],
      },
    })
  })

  it('finds a handler that believes what nobody signed', { timeout: TIMEOUT_MS }, async () => {
    const seen: string[] = []
    await using shop = await serve((request, response) => {
      seen.push(`${request.method} ${request.url}`)
      response.end('{}')
    })
    const { results, live } = await audit(BELIEVES, { url: shop.url })
    expect(results['payments/webhook-accepts-unsigned']).toMatchObject({ outcome: 'fail', severity: 'critical' })
    const sent = live.sent.filter(({ part }) => part === 'payments')
    expect(sent.map(({ text }) => text)).toEqual(Array(3).fill(`POST ${shop.url}/stripe/webhook`))
    expect(seen.filter((line) => line === 'POST /stripe/webhook')).toHaveLength(3)
  })

  it('sends nothing to webhooks or to the gateway unless it may', { timeout: TIMEOUT_MS }, async () => {
    const seen: string[] = []
    await using shop = await serve((request, response) => {
      seen.push(request.method ?? '')
      response.end('{}')
    })
    const environment = new Map([['STRIPE_SECRET_KEY', LIVE_KEY]])
    const { live } = await audit(BELIEVES, { url: shop.url, stripeUrl: shop.url, environment, active: false })
    expect(seen).not.toContain('POST')
    expect(live.sent.filter(({ part }) => part === 'payments')).toEqual([])
  })

  it('finds a test key in production, and a variable that is missing', { timeout: TIMEOUT_MS }, async () => {
    const { results } = await audit(VERIFIES, {
      environment: new Map([['STRIPE_SECRET_KEY', TEST_KEY]]),
      active: false,
    })
    expect(outcomes(results)).toMatchObject({
      'environment/required-missing': 'fail',
      'payments/test-key-prod': 'fail',
      'payments/webhook-secret-missing': 'fail',
    })
    expect(results['environment/required-missing']!.findings.map(({ message }) => message)).toEqual([
      expect.stringContaining('DATABASE_URL') as string,
    ])
  })

  it('finds a live key in staging', { timeout: TIMEOUT_MS }, async () => {
    const environment = new Map([
      ['APP_ENV', 'staging'],
      ['STRIPE_SECRET_KEY', LIVE_KEY],
    ])
    const { results } = await audit(VERIFIES, { environment, active: false })
    expect(results['payments/live-key-nonprod']).toMatchObject({ outcome: 'fail', severity: 'critical' })
  })

  it('says that the gateway refuses a key, and never shows it', { timeout: TIMEOUT_MS }, async () => {
    await using stripe = await serve(stripeLike('another key'))
    const { live, results } = await audit(VERIFIES, {
      stripeUrl: stripe.url,
      environment: new Map([['STRIPE_SECRET_KEY', LIVE_KEY]]),
    })
    expect(live.answers.payments).toMatchObject({ facts: { account: { state: 'refused', status: 401 } } })
    expect(JSON.stringify([live, results])).not.toContain(LIVE_KEY)
  })
})

async function audit(
  files: Record<string, string>,
  request: Partial<LiveRequest>,
): Promise<{ results: Record<string, RuleResult>; live: LiveFacts }> {
  let live: LiveFacts | undefined
  const { results } = await auditLive(
    memoryReader(files),
    { environmentFile: '.env.production', active: true, timeoutMs: TIMEOUT_MS, ...request },
    { rules: RULES.filter(({ id }) => WANTED.test(id)), onLive: (facts) => (live = facts) },
  )
  return { live: live!, results: Object.fromEntries(results.map((result) => [result.rule, result])) }
}

function outcomes(results: Record<string, RuleResult>): Record<string, string> {
  return Object.fromEntries(Object.entries(results).map(([rule, { outcome }]) => [rule, outcome]))
}

/** Answers as Stripe does, for one key. */
function stripeLike(key: string): (request: IncomingMessage, response: ServerResponse) => void {
  return ({ headers, url }, response) => {
    if (headers.authorization !== `Bearer ${key}`) return void response.writeHead(401).end('{"error":{}}')
    const endpoint = { url: 'https://shop.example.com/stripe/webhook', status: 'enabled' }
    response.end(JSON.stringify(url === '/v1/account' ? { id: 'acct_1' } : { data: [endpoint] }))
  }
}

async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
