import { expect, it } from 'vitest'
import { readNatsUrl } from './nats.ts'

it.each([
  ['nats://mq:4222', { servers: 'mq:4222' }],
  ['tls://mq:4222', { servers: 'mq:4222', tls: {} }],
  ['nats://ann:p%40ss@mq:4222', { servers: 'mq:4222', user: 'ann', pass: 'p@ss' }],
  ['nats://s3cret@mq', { servers: 'mq', token: 's3cret' }],
])('%s is understood', (url, options) => expect(readNatsUrl(url)).toEqual(options))
