import { z } from 'zod'
import { createPool } from '../../database/create-pool.ts'
import { createLifecycle, runService } from '../../lifecycle/index.ts'
import { createJobs } from '../create-jobs.ts'
import { defineTask } from '../define-task.ts'
import { once } from '../once.ts'
import { storeOf } from './store-of.ts'

/** A service that works on jobs, for tests to end in every way; what it does it says on stdout, one word a line. */
const [storeUrl = '', databaseUrl = ''] = process.argv.slice(2)
const say = (word: string): boolean => process.stdout.write(`${word}\n`)
const pool = createPool({ connectionString: databaseUrl, steady: 0, overflow: 2 })

/** Pays, and hangs before it can say so, the first time. */
const pay = defineTask({
  name: 'pay',
  schema: z.object({ order: z.string(), hangs: z.boolean() }),
  handler: async ({ order, hangs }, { idempotencyKey }) => {
    await pool.query('INSERT INTO runs VALUES ($1)', [order])
    const paid = await once(pool, idempotencyKey, async (client) => {
      await client.query('INSERT INTO payments VALUES ($1)', [order])
      return `paid ${order}`
    })
    say('paid')
    const { rows } = await pool.query<{ n: number }>('SELECT count(*)::int AS n FROM runs WHERE name = $1', [order])
    if (hangs && rows[0]!.n === 1) await new Promise(() => undefined)
    return paid
  },
})

const crash = defineTask({
  name: 'crash',
  schema: z.object({}),
  handler: async () => {
    say('crashing')
    process.kill(process.pid, 'SIGKILL')
    await new Promise(() => undefined)
  },
})

/** Ends when it is told to through stdin. */
const wait = defineTask({
  name: 'wait',
  schema: z.object({}),
  handler: async () => {
    say('waiting')
    await new Promise((resolve) => process.stdin.once('data', resolve))
    say('waited')
    return 'waited'
  },
})

const jobs = createJobs({ store: storeOf(storeUrl), tasks: [pay, crash, wait], lockMs: 1000, maxStalls: 1 })
const lifecycle = createLifecycle({ drainDelayMs: 0 })
lifecycle.add({ name: 'database', stage: 'pools', stop: () => pool.end() })
for (const part of jobs.parts()) lifecycle.add(part)
process.once('SIGTERM', () => say('told to stop'))
await runService(lifecycle)
say('ready')
