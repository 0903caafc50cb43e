import type { HealthCheck } from '../check.ts'
import { readNumber, refuse } from '../options/read-option.ts'
import { createRabbitmqProbe, type RabbitConnection } from '../probes/rabbitmq.ts'
import { remoteCheck, type RemoteOptions } from './parts/remote-check.ts'

export interface RabbitmqOptions extends RemoteOptions {
  /** Of amqplib; a function, where the service connects anew after a failure. */
  connection: RabbitConnection | (() => RabbitConnection)
  /** Looked at, never made. */
  queue?: string
  /** So many ready messages are a warning; none by default. */
  maxMessages?: number
  /** Fewer are critical; 1 by default. */
  minConsumers?: number
}

/**
 * Whether RabbitMQ opens a channel, and whether a queue is worked off.
 *
 * @example
 * rabbitmq({ connection: () => connection, queue: 'mails', maxMessages: 10_000 })
 */
export function rabbitmq(options: RabbitmqOptions): HealthCheck {
  const { connection, queue, maxMessages, minConsumers = 1 } = options
  if (!connection) refuse('rabbitmq.connection', 'a connection of amqplib', connection)
  const probe = createRabbitmqProbe(connection, queue)
  return remoteCheck('rabbitmq', {
    name: 'rabbitmq',
    options,
    thresholds: {
      consumers: { critical: readNumber(minConsumers, 'rabbitmq.minConsumers') - 1, when: 'below' },
      ...(maxMessages !== undefined && { messages: { warning: readNumber(maxMessages, 'rabbitmq.maxMessages') } }),
    },
    async run({ signal, measure }) {
      const { messages, consumers } = await probe(signal)
      if (messages === undefined || consumers === undefined) return
      measure('messages', messages)
      measure('consumers', consumers)
      return { value: messages, unit: 'messages' }
    },
  })
}
