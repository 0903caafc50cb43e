import { singleCall } from './parts/single-call.ts'

interface RabbitChannel {
  checkQueue(queue: string): PromiseLike<{ messageCount: number; consumerCount: number }>
  close(): PromiseLike<void>
  on(event: 'error', listener: () => void): unknown
}

/** A connection of amqplib. */
export interface RabbitConnection {
  createChannel(): PromiseLike<RabbitChannel>
}

export interface RabbitmqNumbers {
  /** Messages that are ready, and consumers, of the queue that was asked for. */
  messages?: number
  consumers?: number
}

/** Opens a channel, asks for the queue, closes it. Not a channel of the service: asking for a queue that is gone ends the channel. */
export function createRabbitmqProbe(
  connection: RabbitConnection | (() => RabbitConnection),
  queue?: string,
): (signal: AbortSignal) => Promise<RabbitmqNumbers> {
  return singleCall(async () => {
    const channel = await (typeof connection === 'function' ? connection() : connection).createChannel()
    channel.on('error', () => {})
    const found = queue === undefined ? undefined : await channel.checkQueue(queue)
    await channel.close()
    return found ? { messages: found.messageCount, consumers: found.consumerCount } : {}
  })
}
