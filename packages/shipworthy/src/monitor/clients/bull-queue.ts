import { loadDriver } from './load-driver.ts'
import { CONNECT_TIMEOUT_MS, ignore, type ClientUse, type OpenClient } from './open-client.ts'

interface Queue {
  on(event: 'error', listener: () => void): unknown
  close(): Promise<void>
}

export interface BullQueuePlace {
  url: string
  queue: string
  prefix?: string | undefined
}

/** A queue of `bullmq`, which is looked at and never written to. */
export async function openBullQueue({ url, queue, prefix }: BullQueuePlace, use: ClientUse): Promise<OpenClient> {
  const { Queue } = (await loadDriver('bullmq', use)) as { Queue: new (name: string, options: object) => Queue }
  const client = new Queue(queue, {
    connection: { url, connectTimeout: CONNECT_TIMEOUT_MS },
    skipMetasUpdate: true,
    ...(prefix !== undefined && { prefix }),
  })
  client.on('error', ignore)
  return { client, close: () => client.close() }
}
