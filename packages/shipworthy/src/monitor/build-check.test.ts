import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMemoryStore } from '@shipworthy/health'
import { describe, expect, it, onTestFinished } from 'vitest'
import { buildCheck } from './build-check.ts'
import { buildNotifiers } from './build-notifiers.ts'
import { loadDriver } from './clients/load-driver.ts'
import { CHECK_SCHEMAS, checkSchema } from './schema/check-schemas.ts'
import { notifierSchema } from './schema/notifier-schemas.ts'

/** The least that each type of check needs. */
const LEAST: Readonly<Record<string, object>> = {
  http: { url: 'https://example.com' },
  tcp: { host: 'a', port: 1 },
  dns: { host: 'a', record: 'MX' },
  tls: { host: 'a' },
  smtp: { host: 'a' },
  network: { hosts: ['a:1'] },
  postgres: { url: 'postgres://a' },
  mysql: { url: 'mysql://a' },
  redis: { url: 'redis://a' },
  rabbitmq: { url: 'amqp://a' },
  nats: { url: 'nats://a' },
  bullmq: { url: 'redis://127.0.0.1:1', queue: 'a' },
  pgBoss: { url: 'postgres://a', queue: 'a' },
  disk: {},
  cpu: {},
  memory: {},
  fileAge: { path: '/a' },
  process: { program: 'a' },
  heartbeat: { every: '1d', token: 'a-token-of-some-length' },
}

const types = CHECK_SCHEMAS.map(({ shape }) => [...shape.type.values][0]!)

describe('a check of a configuration', () => {
  it.each(types)('of the type %s becomes one of the library', async (type) => {
    const entry = checkSchema.parse({ type, ...LEAST[type], interval: '7s', labels: { a: 'b' } })
    const { health, close } = await buildCheck(
      { name: 'shop.x', place: [], dependsOn: [], check: entry },
      { folder: process.cwd(), store: () => createMemoryStore() },
    )
    expect(health).toMatchObject({ name: 'shop.x', options: { kind: 'monitor', interval: '7s', labels: { a: 'b' } } })
    await close()
  })

  it('needs its driver', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shipworthy-driver-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const use = { user: 'the check a.b', folder }
    await expect(loadDriver('no-such-driver/promise', use)).rejects.toMatchObject({
      code: 'SW_ERR_MONITOR_DRIVER',
      message: 'the check a.b needs the package no-such-driver, and it is not installed',
    })
  })
})

describe('a notifier of a configuration', () => {
  const url = 'https://example.com/hook'
  it.each([
    { type: 'log' },
    { type: 'email', from: 'a@example.com', to: ['b@example.com'], smtp: { host: 'mail' } },
    { type: 'webhook', url, secret: 'x'.repeat(32) },
    { type: 'slack', url },
    { type: 'discord', url },
    { type: 'teams', url },
    { type: 'telegram', token: '1:a', chatId: 1 },
    { type: 'ntfy', topic: 'a' },
    { type: 'sms', accountSid: 'AC1', authToken: 'x', from: '+1', to: ['+2'] },
    { type: 'pagerduty', routingKey: 'x'.repeat(32) },
    { type: 'alertmanager', urls: [url] },
  ])('of the type $type becomes one of the library', (entry) => {
    const named = notifierSchema.parse({ ...entry, name: 'mine' })
    const { notifiers } = buildNotifiers({ services: [], notifiers: [named] }, () => {})
    expect(notifiers.map(({ name }) => name)).toEqual(['mine'])
  })
})
