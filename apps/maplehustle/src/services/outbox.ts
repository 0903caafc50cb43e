import type { PgPool } from '@shipworthy/kit/database'
import type { Part } from '@shipworthy/kit/lifecycle'
import type { WorkName } from '../domain/work.ts'
import { deleteWork, listWork } from '../repositories/outbox.ts'

export interface OutboxParts {
  pool: PgPool
  /** Hands it to the jobs; the same key names the same job. */
  enqueue: (task: WorkName, payload: unknown, key: string) => Promise<unknown>
  onError: (error: unknown) => void
  /** How often it is looked for work that nobody was woken for. Default 5 s. */
  everyMs?: number
}

export interface Outbox {
  /** After a commit that left work behind. */
  wake: () => void
  /** Hands over what there is. @returns How much. */
  relay: () => Promise<number>
  /** Looks for work until the service stops. */
  part: () => Part
}

const BATCH = 100

/**
 * Hands work that transactions left behind to the jobs. It may hand over twice what another process has in hand too, under the
 * same key, so that it is one job; no lock is held while the jobs are asked.
 */
export function createOutbox({ pool, enqueue, onError, everyMs = 5000 }: OutboxParts): Outbox {
  let running: Promise<number> | undefined
  let isWanted = false
  let isStopped = false
  let timer: NodeJS.Timeout | undefined

  async function relayAll(): Promise<number> {
    let handedOver = 0
    do {
      isWanted = false
      for (let batch = await relayBatch(); batch > 0; batch = await relayBatch()) handedOver += batch
    } while (isWanted)
    return handedOver
  }

  async function relayBatch(): Promise<number> {
    const entries = await listWork(pool, BATCH)
    for (const { id, task, payload } of entries) await enqueue(task, payload, `outbox-${id}`)
    if (entries.length > 0)
      await deleteWork(
        pool,
        entries.map(({ id }) => id),
      )
    return entries.length
  }

  function relay(): Promise<number> {
    isWanted = true
    return (running ??= relayAll().finally(() => (running = undefined)))
  }

  function wake(): void {
    // What fails is tried again by the timer.
    if (!isStopped) relay().catch(onError)
  }

  return {
    wake,
    relay,
    part: () => ({
      name: 'outbox',
      stage: 'workers',
      start: () => {
        timer = setInterval(wake, everyMs)
        wake()
      },
      stop: async () => {
        isStopped = true
        clearInterval(timer)
        await running?.catch(() => undefined)
      },
    }),
  }
}
