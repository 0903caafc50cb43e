import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DeliveryError } from '../alerts/delivery-error.ts'
import type { Notifier } from '../alerts/notifier.ts'
import { makeAlert } from '../testing/make-alert.ts'
import { startReceiver, type Receiver } from '../testing/receiver.ts'
import { createAlertmanagerNotifier } from './alertmanager.ts'
import { createCustomNotifier } from './custom.ts'
import { createDiscordNotifier } from './discord.ts'
import { createNtfyNotifier } from './ntfy.ts'
import { createPagerDutyNotifier } from './pager-duty.ts'
import { createSlackNotifier } from './slack.ts'
import { createSmsNotifier } from './sms.ts'
import { createTeamsNotifier } from './teams.ts'
import { createTelegramNotifier } from './telegram.ts'
import { createWebhookNotifier } from './webhook.ts'

let receiver: Receiver
beforeEach(async () => void (receiver = await startReceiver()))
afterEach(() => receiver.close())

const context = { signal: new AbortController().signal, id: 'm1' }
const send = async (notifier: Notifier, alert = makeAlert()) => {
  await notifier.send(alert, context)
  return receiver.requests.at(-1)!
}
const json = async (notifier: Notifier, alert = makeAlert()) =>
  JSON.parse((await send(notifier, alert)).body) as unknown

describe('the webhook', () => {
  it('is signed so that the other side can verify it', async () => {
    const secret = 'of-the-webhook'
    const { body, headers, method } = await send(createWebhookNotifier({ url: `${receiver.url}/x`, secret }))
    expect(method).toBe('POST')
    expect(JSON.parse(body)).toEqual(makeAlert())
    expect(headers['content-type']).toBe('application/json')
    const [, seconds, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(headers['x-shipworthy-signature'] as string)!
    expect(createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')).toBe(signature)
    expect(Math.abs(Date.now() / 1_000 - Number(seconds))).toBeLessThan(300)
    expect(headers['x-shipworthy-delivery']).toBe('m1')
  })

  it('is not signed without a secret', async () => {
    const { headers } = await send(createWebhookNotifier({ url: receiver.url, headers: { 'x-key': 'k' } }))
    expect(headers['x-shipworthy-signature']).toBeUndefined()
    expect(headers['x-key']).toBe('k')
  })
})

describe('chats', () => {
  it('Slack: nothing in a message can mention anybody', async () => {
    expect(await json(createSlackNotifier({ url: receiver.url }))).toEqual({
      text: '[CRITICAL] orders: postgres is critical: &lt;!channel&gt; &amp; “größer” *x*',
      attachments: [
        {
          color: '#e01e5a',
          fallback: expect.stringContaining('[CRITICAL]') as string,
          blocks: [
            {
              type: 'section',
              text: { type: 'mrkdwn', text: expect.stringContaining('→ Look at the disk.') as string },
            },
          ],
        },
      ],
    })
  })

  it('Discord', async () => {
    expect(await json(createDiscordNotifier({ url: receiver.url }), makeAlert({ state: 'resolved' }))).toEqual({
      embeds: [
        {
          title: '[RESOLVED] orders: postgres is healthy',
          description: 'postgres (readiness) is healthy; it was critical for 5 m\nteam=data version=1.4.0',
          color: 0x2eb67d,
          timestamp: '2026-01-01T00:05:00.000Z',
        },
      ],
      allowed_mentions: { parse: [] },
    })
  })

  it('Teams: an adaptive card', async () => {
    const body = (await json(createTeamsNotifier({ url: receiver.url }))) as {
      attachments: { content: { body: unknown[] } }[]
    }
    expect(body).toMatchObject({
      type: 'message',
      attachments: [
        { contentType: 'application/vnd.microsoft.card.adaptive', content: { type: 'AdaptiveCard', version: '1.4' } },
      ],
    })
    expect(body.attachments[0]!.content.body[0]).toEqual({
      type: 'TextBlock',
      text: '\\[CRITICAL\\] orders: postgres is critical: <!channel> & “größer” \\*x\\*',
      wrap: true,
      weight: 'Bolder',
      size: 'Medium',
      color: 'Attention',
    })
  })

  it('Telegram: plain text to a chat', async () => {
    const notifier = createTelegramNotifier({ token: '123:abc', chatId: -100, baseUrl: receiver.url })
    const { path, body } = await send(notifier)
    expect(path).toBe('/bot123:abc/sendMessage')
    const message = JSON.parse(body) as { text: string }
    expect(message).toMatchObject({ chat_id: -100, link_preview_options: { is_disabled: true } })
    expect(message).not.toHaveProperty('parse_mode')
    expect(message.text.split('\n')[0]).toBe('[CRITICAL] orders: postgres is critical: <!channel> & “größer” *x*')
  })

  it('ntfy: as JSON, with priority and tag', async () => {
    const { path, body, headers } = await send(
      createNtfyNotifier({ topic: 'orders-x', token: 'tk_1', baseUrl: receiver.url }),
    )
    expect(path).toBe('/')
    expect(headers.authorization).toBe('Bearer tk_1')
    expect(JSON.parse(body)).toMatchObject({ topic: 'orders-x', priority: 5, tags: ['rotating_light'] })
  })

  it('cut what is too long', async () => {
    const body = (await json(
      createDiscordNotifier({ url: receiver.url }),
      makeAlert({ summary: '😀'.repeat(400) }),
    )) as {
      embeds: { title: string }[]
    }
    expect(body.embeds[0]!.title.length).toBeLessThanOrEqual(256)
    expect(body.embeds[0]!.title.isWellFormed()).toBe(true)
  })
})

describe('SMS', () => {
  const options = { accountSid: 'AC1', authToken: 'of-twilio', from: '+4930', to: ['+491', '+492'] }

  it('is a form with basic authorization, one for each number', async () => {
    await send(createSmsNotifier({ ...options, baseUrl: receiver.url }))
    expect(receiver.requests.map(({ path }) => path)).toEqual(Array(2).fill('/2010-04-01/Accounts/AC1/Messages.json'))
    const [first, second] = receiver.requests.map(({ body }) => new URLSearchParams(body))
    expect(first!.get('To')).toBe('+491')
    expect(second!.get('To')).toBe('+492')
    expect(first!.get('From')).toBe('+4930')
    expect(first!.get('Body')).toContain('[CRITICAL] orders: postgres')
    const { authorization } = receiver.requests[0]!.headers
    expect(Buffer.from(authorization!.slice(6), 'base64').toString()).toBe('AC1:of-twilio')
  })

  it('is not sent twice to whom it has reached', async () => {
    const notifier = createSmsNotifier({ ...options, baseUrl: receiver.url })
    receiver.answers.push({}, { status: 500 })
    await expect(notifier.send(makeAlert(), context)).rejects.toThrow('the SMS provider answered 500')
    await notifier.send(makeAlert(), context)
    expect(receiver.requests.map(({ body }) => new URLSearchParams(body).get('To'))).toEqual(['+491', '+492', '+492'])
  })
})

describe('PagerDuty', () => {
  it('triggers, acknowledges and resolves with one key', async () => {
    const notifier = createPagerDutyNotifier({ routingKey: 'R0', baseUrl: receiver.url })
    expect(notifier.acknowledges).toBe(true)
    await send(notifier)
    await send(notifier, makeAlert({ state: 'acknowledged', reason: 'acknowledged' }))
    const { path } = await send(notifier, makeAlert({ state: 'resolved' }))
    expect(path).toBe('/v2/enqueue')
    expect(receiver.requests.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      {
        routing_key: 'R0',
        event_action: 'trigger',
        dedup_key: 'postgres@mk3x',
        payload: {
          summary: makeAlert().summary,
          source: 'orders',
          severity: 'critical',
          timestamp: '2026-01-01T00:00:00.000Z',
          component: 'postgres',
          class: 'readiness',
          custom_details: expect.objectContaining({ team: 'data', fingerprint: 'orders/postgres' }) as object,
        },
      },
      { routing_key: 'R0', event_action: 'acknowledge', dedup_key: 'postgres@mk3x' },
      { routing_key: 'R0', event_action: 'resolve', dedup_key: 'postgres@mk3x' },
    ])
  })
})

describe('Alertmanager', () => {
  it('gets labels that stay the same, and a beginning and an end', async () => {
    const notifier = createAlertmanagerNotifier({ urls: [`${receiver.url}/`] })
    const { path } = await send(notifier)
    expect(path).toBe('/api/v2/alerts')
    await send(notifier, makeAlert({ state: 'resolved' }))
    const [[fire], [end]] = receiver.requests.map(({ body }) => JSON.parse(body)) as [
      Record<string, string>[],
      Record<string, string>[],
    ]
    expect(fire!['labels']).toEqual({
      alertname: 'ShipworthyCheck',
      service: 'orders',
      check: 'postgres',
      kind: 'readiness',
      team: 'data',
    })
    expect(end!['labels']).toEqual(fire!['labels'])
    expect(fire!['startsAt']).toBe('2026-01-01T00:00:00.000Z')
    expect(Date.parse(fire!['endsAt']!)).toBeGreaterThan(Date.now())
    expect(end!['endsAt']).toBe('2026-01-01T00:05:00.000Z')
  })

  it('of a cluster is enough if one of it is there', async () => {
    await send(createAlertmanagerNotifier({ urls: ['http://127.0.0.1:1', receiver.url] }))
    expect(receiver.requests).toHaveLength(1)
    const gone = createAlertmanagerNotifier({ urls: ['http://127.0.0.1:1'] })
    await expect(gone.send(makeAlert(), context)).rejects.toThrow('Alertmanager cannot be reached: ECONNREFUSED')
  })
})

describe('a function', () => {
  it('is a notifier', async () => {
    const told: string[] = []
    await createCustomNotifier('siren', ({ id }) => void told.push(id)).send(makeAlert(), context)
    expect(told).toEqual(['postgres@mk3x'])
    expect(() => createCustomNotifier('siren', 7 as never)).toThrow('siren.send: expected a function, got 7')
  })
})

describe('what goes wrong', () => {
  const failure = async (notifier: Notifier, signal = context.signal): Promise<DeliveryError> => {
    try {
      await notifier.send(makeAlert(), { signal, id: 'm1' })
    } catch (error) {
      return error as DeliveryError
    }
    throw new Error('was delivered')
  }

  it.each([
    ['seconds', { 'retry-after': '7' }, '', 7_000],
    ['a date', { 'retry-after': new Date(Date.now() + 3_000_000).toUTCString() }, '', undefined],
    ['a field of the body', {}, '{"retry_after": 0.5}', 500],
    ['a time that is too long', { 'retry-after': '99999999' }, '', 3_600_000],
  ])('429 with %s says when to try again', async (_, headers, body, retryAfterMs) => {
    receiver.answers.push({ status: 429, headers, body })
    const error = await failure(createSlackNotifier({ url: receiver.url }))
    expect(error.isPermanent).toBe(false)
    if (retryAfterMs !== undefined) expect(error.retryAfterMs).toBe(retryAfterMs)
    else expect(error.retryAfterMs! / 1_000).toBeGreaterThan(2_500)
  })

  it.each([
    [500, false],
    [503, false],
    [408, false],
    [400, true],
    [404, true],
    [302, true],
  ])('%i is final: %s', async (status, isPermanent) => {
    receiver.answers.push({ status, body: 'no_service' })
    const error = await failure(createSlackNotifier({ url: `${receiver.url}/T0/B0/xyz` }))
    expect(error).toMatchObject({ isPermanent, message: `Slack answered ${status}: no_service` })
  })

  it('shows neither address nor key, even if the other side repeats them', async () => {
    const token = '123:SECRETTOKEN'
    receiver.answers.push({ status: 401, body: `no bot ${token} at ${receiver.url}/bot${token}/sendMessage` })
    const refused = await failure(createTelegramNotifier({ token, chatId: 1, baseUrl: receiver.url }))
    expect(refused.message).not.toContain('SECRETTOKEN')
    const gone = await failure(createTelegramNotifier({ token, chatId: 1, baseUrl: 'http://127.0.0.1:1' }))
    expect(gone.message).toBe('Telegram cannot be reached: ECONNREFUSED')
    expect(() => createSlackNotifier({ url: 'hooks.example/SECRET' })).toThrow(
      /^slack\.url: expected an absolute http or https URL, got undefined$/,
    )
  })

  it('ends when the time is over', async () => {
    receiver.answers.push('hang')
    const controller = new AbortController()
    const failed = failure(createSlackNotifier({ url: receiver.url }), controller.signal)
    while (receiver.requests.length === 0) await new Promise((resolve) => setImmediate(resolve))
    controller.abort()
    expect((await failed).message).toMatch(/^Slack cannot be reached/)
  })
})
