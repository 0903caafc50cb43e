import { createPostgresBackend, Queue, runMigrations, Worker } from 'bullmq'
import type { EmbeddedPool } from '../../embedded/embedded-pool.ts'
import type { JobStore } from '../job-store.ts'
import { BULLMQ_SCHEMA } from './postgres-store.ts'

/**
 * Keeps jobs in the embedded database of this process, for development and tests.
 *
 * @example
 * createJobs({ store: embeddedStore(await createEmbeddedPool({ folder: '.data/postgres' })), tasks })
 */
export function embeddedStore(database: EmbeddedPool): JobStore {
  const connection = database.withSearchPath(`${BULLMQ_SCHEMA}, public`) as never
  return {
    kind: 'embedded',
    open: async () => {
      const client = await database.connect()
      try {
        await runMigrations(client as never, BULLMQ_SCHEMA)
      } finally {
        client.release()
      }
    },
    queue: (name) => new Queue(name, { connection }, createPostgresBackend as never),
    worker: (name, processor, settings) =>
      new Worker(name, processor, { ...settings, connection }, createPostgresBackend as never),
    // The pool is its maker's to end.
    close: () => Promise.resolve(),
  }
}
