import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answerHeartbeats } from './answer-heartbeats.ts'

const SERVER_TOKEN = 'the-token-of-the-server'
const JOB_TOKEN = 'the-token-of-the-job'

let server: Server
let noted: string[]
let isBroken: boolean
beforeEach(async () => {
  noted = []
  isBroken = false
  const target = {
    token: JOB_TOKEN,
    async note(failure = 'well') {
      noted.push(failure)
      if (isBroken) throw new Error('the store is gone')
    },
  }
  const find = (name: string) => (name === 'shop.nightly' ? target : undefined)
  server = createServer(answerHeartbeats({ find, token: () => SERVER_TOKEN })).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => void server.close().closeAllConnections())

const send = (
  path: string,
  { token = JOB_TOKEN, method = 'POST', body }: { token?: string; method?: string; body?: string } = {},
) =>
  fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, {
    method,
    headers: { ...(token && { authorization: `Bearer ${token}` }) },
    ...(body !== undefined && { body }),
  })

describe('the heartbeats over HTTP', () => {
  it('hear of a job that ended well, by POST or GET, with its token or the one of the server', async () => {
    expect(await (await send('/heartbeat/shop.nightly')).json()).toEqual({ status: 'healthy' })
    expect((await send('/heartbeat/shop%2Enightly/?x=1', { method: 'GET', token: SERVER_TOKEN })).status).toBe(200)
    expect(noted).toEqual(['well', 'well'])
  })

  it('hear of a job that failed, and why', async () => {
    const failed = await send('/heartbeat/shop.nightly/fail', { body: 'disk full\n' })
    expect(await failed.json()).toEqual({ status: 'critical' })
    await send('/heartbeat/shop.nightly/fail')
    await send('/heartbeat/shop.nightly/fail', { body: 'x'.repeat(100_000) })
    expect(noted).toEqual(['disk full', 'the job has failed', 'x'.repeat(1_024)])
  })

  it.each([
    ['nobody in particular', ''],
    ['a wrong token', 'another-token-that-is-long'],
  ])('hear nothing of %s, and tell nothing', async (_, token) => {
    for (const path of ['/heartbeat/shop.nightly', '/heartbeat/shop.nightly/fail', '/heartbeat/unknown']) {
      const refused = await send(path, { token })
      expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
    }
    expect(noted).toEqual([])
  })

  it.each([
    ['/heartbeat/unknown', 'POST', SERVER_TOKEN, 404],
    ['/heartbeat/unknown', 'POST', JOB_TOKEN, 401],
    ['/heartbeat/shop.nightly/fails', 'POST', JOB_TOKEN, 404],
    ['/heartbeat/', 'POST', JOB_TOKEN, 404],
    ['/heartbeat/%', 'POST', SERVER_TOKEN, 404],
    ['/elsewhere', 'GET', SERVER_TOKEN, 404],
    ['/heartbeat/shop.nightly', 'DELETE', JOB_TOKEN, 405],
    ['/heartbeat/shop.nightly', 'HEAD', JOB_TOKEN, 405],
  ])('%s by %s is refused', async (path, method, token, status) => {
    expect((await send(path, { method, token })).status).toBe(status)
    expect(noted).toEqual([])
  })

  it('say so when it could not be kept, so that curl tries again', async () => {
    isBroken = true
    expect((await send('/heartbeat/shop.nightly')).status).toBe(503)
    expect(noted).toEqual(['well'])
  })
})
