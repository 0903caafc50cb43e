import Fastify, { type FastifyRequest } from 'fastify'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { describeWith } from '../../../../tools/servers/describe-with.ts'
import { findPostgres } from '../../../../tools/servers/postgres-server.ts'
import { findRedis } from '../../../../tools/servers/redis-server.ts'
import type { TestServer } from '../../../../tools/servers/test-server.ts'
import { createEmbeddedPool } from '../embedded/create-embedded-pool.ts'
import type { EmbeddedPool } from '../embedded/embedded-pool.ts'
import { createHttpProtection } from '../http/create-http-protection.ts'
import { createJobs } from './create-jobs.ts'
import { defineTask } from './define-task.ts'
import { mountJobBoard } from './job-board.ts'
import type { JobStore } from './job-store.ts'
import { embeddedStore } from './stores/embedded-store.ts'
import { postgresStore } from './stores/postgres-store.ts'
import { redisStore } from './stores/redis-store.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })
const ADMIN = { authorization: 'admin' }
const PATH = '/admin/jobs'

describeWith('a board of jobs on Redis', findRedis(), ({ start }) => {
  let server: TestServer
  beforeAll(async () => void (server = await start()))
  afterAll(() => server.stop())
  behavesAsBoard(() => redisStore({ url: server.url }))
})

describeWith('a board of jobs on PostgreSQL', findPostgres(), ({ start }) => {
  let server: TestServer
  beforeAll(async () => void (server = await start()))
  afterAll(() => server.stop())
  behavesAsBoard(() => postgresStore({ connectionString: server.url }))
})

describe('a board of jobs in the embedded database', () => {
  let database: EmbeddedPool
  beforeAll(async () => void (database = await createEmbeddedPool()))
  afterAll(() => database.end())
  behavesAsBoard(() => embeddedStore(database))
})

async function serveBoard(store: JobStore, readOnly?: boolean) {
  const task = defineTask({ name: 'hello', schema: z.object({ to: z.string() }), handler: async () => undefined })
  const jobs = createJobs({ store, tasks: [task], roles: [], prefix: `board-${readOnly ?? 'default'}` })
  const app = Fastify()
  await app.register(createHttpProtection().fastify)
  await mountJobBoard(app, {
    jobs,
    isAllowed: async ({ headers }: FastifyRequest) => headers.authorization === 'admin',
    ...(readOnly !== undefined && { readOnly }),
  })
  app.get('/other', () => 'other')
  return { app, jobs, enqueue: () => jobs.enqueue(task, { to: 'ann' }) }
}

function behavesAsBoard(openStore: () => JobStore): void {
  it('shows jobs to whom it may, once they have started, and can only be looked at', async () => {
    const { app, jobs, enqueue } = await serveBoard(openStore())
    const early = await app.inject({ url: `${PATH}/api/queues`, headers: ADMIN })
    expect([early.statusCode, early.json()]).toMatchObject([503, { detail: 'The jobs have not started.' }])
    await jobs.start()
    const reference = await enqueue()
    const get = (path: string, headers = ADMIN) => app.inject({ url: PATH + path, headers })

    const page = await get('/')
    expect([page.statusCode, page.headers['content-type']]).toEqual([200, expect.stringContaining('text/html')])
    expect(page.headers['content-security-policy']).toContain("base-uri 'self'")
    const script = /static\/js\/main\.[^"]+/.exec(page.body)![0]
    expect((await get(`/${script}`)).statusCode).toBe(200)
    const { queues } = (await get('/api/queues?activeQueue=board-default-default')).json() as {
      queues: { name: string; readOnlyMode: boolean; counts: Record<string, number>; jobs: { data: unknown }[] }[]
    }
    expect(queues.map(({ name }) => name)).toEqual(
      ['critical', 'default', 'low'].map((name) => `board-default-${name}`),
    )
    const one = queues.find(({ name }) => name === 'board-default-default')!
    expect(one).toMatchObject({ readOnlyMode: true, counts: { waiting: 1 }, jobs: [{ data: { to: 'ann' } }] })

    const id = reference.split('/')[1]!
    const remove = await app.inject({
      method: 'PUT',
      url: `${PATH}/api/queues/board-default-default/${id}/clean`,
      headers: ADMIN,
    })
    expect(remove.statusCode).toBe(403)
    expect(await jobs.status(reference)).toMatchObject({ state: 'waiting' })
    await jobs.discard(reference)
    await jobs.stop()
    await app.close()
  })

  it('shows nothing of it to anybody else, and lets others change jobs when told so', async () => {
    const { app, jobs, enqueue } = await serveBoard(openStore(), false)
    await jobs.start()
    const reference = await enqueue()
    const url = `${PATH}/api/queues/board-false-default/${reference.split('/')[1]}/clean`
    for (const path of ['/', '/api/queues', '/static/favicon.ico', '/queue/x']) {
      const refused = await app.inject({ url: PATH + path })
      expect([path, refused.statusCode, refused.json()]).toMatchObject([path, 403, { title: 'Forbidden' }])
    }
    expect((await app.inject({ method: 'PUT', url })).statusCode).toBe(403)
    expect((await app.inject('/other')).body).toBe('other')
    expect((await app.inject({ method: 'PUT', url, headers: ADMIN })).statusCode).toBe(204)
    expect(await jobs.status(reference)).toBeUndefined()
    await jobs.stop()
    await app.close()
  })
}
