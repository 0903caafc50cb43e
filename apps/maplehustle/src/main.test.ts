import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { afterAll, describe, expect, it } from 'vitest'
import { freePort } from '../../../tools/servers/free-port.ts'
import { createClient } from './testing/create-client.ts'
import { makeTemporaryFolder } from './testing/make-temporary-folder.ts'
import { startProcess } from './testing/start-process.ts'

const folder = makeTemporaryFolder()
afterAll(folder.remove)

/** As on the machine of somebody who has installed nothing. */
const DEVELOPMENT = { DATA_FOLDER: folder.path, LOG_LEVEL: 'warn', HOME: process.env['HOME'] ?? folder.path }

describe('the one command', { timeout: 240_000 }, () => {
  it('brings up everything, says where, and ends with 0', async () => {
    const all = startProcess('all', await freePort(), DEVELOPMENT)
    await all.ready()
    const { call, tokenOf } = createClient(() => all.url)
    expect((await call('GET /services?q=snow')).body).toMatchObject({ items: [{ category: 'snow-removal' }, {}] })
    expect(await tokenOf('admin')).toMatch(/^ey/)
    expect((await call('GET /docs/json')).status).toBe(200)
    expect((await call('GET /dev/mail')).status).toBe(200)
    await expect.poll(all.output, { timeout: 30_000 }).toMatch(/\/docs[^]*demo login[^]*password/)
    expect(await all.stop()).toBe(0)
  })

  it('ends with 1 and one line when its port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const all = startProcess('all', (taken.address() as AddressInfo).port, DEVELOPMENT)
    expect(await all.ended).toBe(1)
    expect(all.output().trim().split('\n')).toEqual([
      expect.stringMatching(/could not start: http server: .*EADDRINUSE/),
    ])
    taken.close()
  })

  it('refuses to run in production on what is there for development', async () => {
    const all = startProcess('all', await freePort(), { ...DEVELOPMENT, NODE_ENV: 'production' })
    expect(await all.ended).toBe(1)
    expect(all.output()).toMatch(/DATABASE_URL is not set: the embedded database is for one process/)
    expect(all.output()).not.toMatch(/ at .*\.ts/)
  })

  it('ends with 2 for a command that it does not know', async () => {
    const all = startProcess('everything', await freePort(), DEVELOPMENT)
    expect(await all.ended).toBe(2)
    expect(all.output()).toContain('there are web, worker, scheduler, all and migrate')
  })
})
