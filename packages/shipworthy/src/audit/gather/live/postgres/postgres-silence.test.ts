import { Client } from 'pg'
import { createServer, connect, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith } from '../../../../../../../tools/servers/describe-with.ts'
import { findPostgres } from '../../../../../../../tools/servers/postgres-server.ts'
import type { TestServer } from '../../../../../../../tools/servers/test-server.ts'
import { outcomesOf } from '../../../testing/outcomes-of.ts'

const SLOW_MS = 180_000
const SECRET = 'correct-horse-battery'

describeWith('a PostgreSQL that lets nobody in', findPostgres(), ({ start }) => {
  let server: TestServer

  beforeAll(async () => {
    server = await start()
    await run([
      `CREATE ROLE app LOGIN PASSWORD '${SECRET}'`,
      'CREATE ROLE stranger LOGIN',
      'CREATE ROLE few LOGIN CONNECTION LIMIT 0',
    ])
    const [row] = await run(['SHOW hba_file'])
    const rules = [
      'local all postgres trust',
      'host all app 127.0.0.1/32 scram-sha-256',
      'host all postgres,few 127.0.0.1/32 trust',
    ]
    const lines = rules.map((rule) => `SELECT '${rule}'`).join(' UNION ALL ')
    await run([`COPY (${lines}) TO '${String(row!['hba_file'])}'`, 'SELECT pg_reload_conf()'])
  }, SLOW_MS)

  afterAll(async () => server?.[Symbol.asyncDispose](), SLOW_MS)

  async function run(statements: readonly string[]): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: server.url })
    await client.connect()
    try {
      let rows: Record<string, unknown>[] = []
      for (const sql of statements) rows = (await client.query<Record<string, unknown>>(sql)).rows
      return rows
    } finally {
      await client.end()
    }
  }

  async function silenceOf(
    login: string,
    database: string,
    timeoutMs = 60_000,
  ): Promise<{ reason: string | undefined; outcome: string }> {
    const databaseUrl = `postgres://${login}@127.0.0.1:${server.port}/${database}`
    const environment = new Map([['DATABASE_URL', databaseUrl]])
    const { report, of } = await outcomesOf({ databaseUrl, timeoutMs, environment })
    expect(JSON.stringify(report)).not.toContain(SECRET)
    return {
      reason: report.live!.targets.find(({ part }) => part === 'postgres')!.reason,
      outcome: of('database/unreachable').outcome,
    }
  }

  it(
    'lets in who has the password',
    async () => {
      expect(await silenceOf(`app:${SECRET}`, 'postgres')).toEqual({ reason: undefined, outcome: 'pass' })
    },
    SLOW_MS,
  )

  it.each([
    ['a wrong password', `app:${SECRET}-wrong`, 'postgres', 'fail', 'the server does not accept the password'],
    ['no password', 'app', 'postgres', 'unknown', 'the server asks for a password, and none was given'],
    ['no such database', 'postgres', 'nowhere', 'fail', 'the server has no such database'],
    ['no connection left', 'few', 'postgres', 'fail', 'the server has no connection left'],
    ['another machine', 'stranger', 'postgres', 'unknown', 'the server does not let this role in from this address'],
  ])(
    'says why: %s',
    async (_, login, database, outcome, reason) => {
      expect(await silenceOf(login, database)).toEqual({ reason, outcome })
    },
    SLOW_MS,
  )

  it(
    'gives up on a server that is frozen',
    async () => {
      server.pause()
      try {
        expect(await silenceOf('postgres', 'postgres', 3_000)).toEqual({
          reason: 'no answer in time',
          outcome: 'unknown',
        })
      } finally {
        server.resume()
      }
    },
    SLOW_MS,
  )

  it(
    'keeps what it had when the server freezes between two questions',
    async () => {
      await using proxy = await freezeAfter(server.port, "name IN ('max_connections'")
      const { of } = await outcomesOf({
        databaseUrl: `postgres://postgres@127.0.0.1:${proxy.port}/postgres`,
      })
      expect(of('database/unreachable').outcome).toBe('pass')
      expect(of('database/version-eol').outcome).not.toBe('unknown')
      expect(of('database/superuser-role').outcome).toBe('unknown')
    },
    SLOW_MS,
  )

  it(
    'notices a pooler by the process that answers',
    async () => {
      await using proxy = await freezeAfter(server.port, undefined)
      const databaseUrl = `postgres://postgres@127.0.0.1:${proxy.port}/postgres`
      const { of } = await outcomesOf({ databaseUrl })
      expect(of('database/pool-over-max')).toMatchObject({
        outcome: 'not-applicable',
        reason: expect.stringContaining('pooler'),
      })
    },
    SLOW_MS,
  )
})

interface Proxy extends AsyncDisposable {
  port: number
}

/** Passes everything on until a question holds the text; announces another process than the one that answers. */
async function freezeAfter(port: number, text: string | undefined): Promise<Proxy> {
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1')
    let isFrozen = false
    client.on('error', () => {}).on('close', () => upstream.destroy())
    upstream.on('error', () => {}).on('close', () => client.destroy())
    client.on('data', (bytes) => {
      isFrozen ||= text !== undefined && bytes.includes(text)
      if (!isFrozen) upstream.write(bytes)
    })
    upstream.on('data', (bytes) => client.write(withOtherProcess(bytes)))
  })
  const listening = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', listening.resolve)
  await listening.promise
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = Promise.withResolvers<void>()
      server.close(() => closed.resolve())
      await closed.promise
    },
  }
}

/** BackendKeyData: `K`, the length 12, the process, a secret (PostgreSQL, message formats). */
function withOtherProcess(bytes: Buffer): Buffer {
  const at = bytes.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]))
  if (at !== -1) bytes.writeUInt32BE(1, at + 5)
  return bytes
}
