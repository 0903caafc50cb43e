import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import pg from 'pg'
import { KitError } from '../kit-error.ts'
import type { EmbeddedOptions } from './embedded-pool.ts'
import type { EmbeddedCommand, EmbeddedReply, EmbeddedWorkerData } from './embedded-worker.ts'
import { createSnapshotCache } from './snapshot-cache.ts'
import { WorkerStream } from './worker-stream.ts'

/** The thread that the database runs in, and the one client that talks to it. */
export interface EmbeddedDatabase {
  client: pg.Client
  /** Only while nobody has the turn. */
  snapshot: () => Promise<Uint8Array>
  close: () => Promise<void>
}

const CLOSE_TIMEOUT_MS = 10_000

/** @throws KitError `SW_ERR_KIT_EMBEDDED_START`. */
export async function startDatabase(options: EmbeddedOptions, folder: string | undefined): Promise<EmbeddedDatabase> {
  const data = folder === undefined ? undefined : join(folder, 'data')
  const isNew = data === undefined || clearUnfinished(folder!, data)
  const cache = createSnapshotCache(options.cacheFolder)
  const start = isNew ? (options.snapshot ?? cache.read()) : undefined
  const worker = startWorker({
    extensions: options.extensions ?? [],
    ...(data !== undefined && { folder: data }),
    ...(start && { snapshot: start }),
  })
  try {
    await replyOf(worker, 'ready')
    if (isNew && folder !== undefined) writeFileSync(markIn(folder), '')
    if (isNew && !start) cache.write((await ask(worker, 'snapshot')).archive)
    const client = new pg.Client({
      user: 'postgres',
      database: 'postgres',
      // Not what PGSSLMODE says: there is no network.
      ssl: false,
      stream: () => new WorkerStream(worker) as never,
    })
    await client.connect()
    return {
      client,
      snapshot: async () => (await ask(worker, 'snapshot')).archive,
      close: () => close(client, worker),
    }
  } catch (error) {
    await worker.terminate()
    throw new KitError('SW_ERR_KIT_EMBEDDED_START', { reason: (error as Error).message }, error)
  }
}

/** A folder whose database was not complete when the process ended has nothing in it that anybody used. */
function clearUnfinished(folder: string, data: string): boolean {
  if (existsSync(markIn(folder))) return false
  rmSync(data, { recursive: true, force: true })
  return true
}

/** Written once the database is complete. */
function markIn(folder: string): string {
  return join(folder, 'complete')
}

function startWorker(workerData: EmbeddedWorkerData): Worker {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  return new Worker(new URL(`./embedded-worker.${ending}`, import.meta.url), { workerData })
}

function ask<Command extends EmbeddedCommand>(worker: Worker, command: Command): Promise<ReplyTo<Command>> {
  const reply = replyOf(worker, command === 'close' ? 'closed' : 'snapshot')
  worker.postMessage(command)
  return reply as Promise<ReplyTo<Command>>
}

type ReplyTo<Command> = Extract<EmbeddedReply, { reply: Command extends 'close' ? 'closed' : Command }>

function replyOf(worker: Worker, wanted: EmbeddedReply['reply']): Promise<EmbeddedReply> {
  const { promise, resolve, reject } = Promise.withResolvers<EmbeddedReply>()
  const hear = (message: Uint8Array | EmbeddedReply): void => {
    if ('reply' in message && message.reply === wanted) resolve(message)
  }
  const end = (code: number): void => reject(new Error(`the thread of the database ended with ${code}`))
  worker.on('message', hear).once('error', reject).once('exit', end)
  return promise.finally(() => worker.off('message', hear).off('error', reject).off('exit', end))
}

async function close(client: pg.Client, worker: Worker): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, CLOSE_TIMEOUT_MS)
  // A database that does not close is ended; what was committed is in its log, as after a crash.
  await Promise.race([ask(worker, 'close').catch(() => undefined), late])
  clearTimeout(timer)
  await client.end().catch(() => undefined)
  await worker.terminate()
}
