import { readdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from '../domain/page.ts'
import type { Service } from '../domain/service.ts'
import { startMapleHustle, type TestService } from '../testing/start-maplehustle.ts'
import { makeTemporaryFolder } from '../testing/make-temporary-folder.ts'

const MAX_BYTES = 10_000
const uploads = makeTemporaryFolder()
let service: TestService
let id: string
beforeAll(async () => {
  service = await startMapleHustle({ UPLOADS_FOLDER: uploads.path, UPLOAD_MAX_BYTES: String(MAX_BYTES) })
  id = ((await service.call('GET /me/services?limit=1', { as: 'provider' })).body as Page<Service>).items[0]!.id
}, 120_000)
afterAll(async () => {
  await service.stop()
  uploads.remove()
}, 60_000)

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
const JPEG = Buffer.from('ffd8ffe000104a464946', 'hex')

const put = (body: unknown, contentType: string, as: 'provider' | 'second' = 'provider') =>
  service.call(`PUT /services/${id}/photo`, { as, body, contentType })
const photoOf = async (): Promise<string | null> =>
  ((await service.call(`GET /services/${id}`)).body as Service).photoId

describe('a photo', { timeout: 60_000 }, () => {
  it('is what its first bytes say, and is shown as that', async () => {
    // Whatever the sender calls it.
    expect((await put(PNG, 'image/jpeg')).body).toMatchObject({ contentType: 'image/png', bytes: PNG.length })
    const shown = await service.call(`GET /uploads/${await photoOf()}`)
    expect(shown.headers.get('content-type')).toBe('image/png')
    expect(shown.headers.get('x-content-type-options')).toBe('nosniff')
    expect(shown.headers.get('cache-control')).toContain('immutable')
  })

  it.each([
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>'), 'image/png', 415],
    ['a drawing with scripts', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml', 415],
    ['a text', { a: 1 }, 'application/json', 415],
    ['nothing', Buffer.alloc(0), 'image/png', 415],
    ['too much', Buffer.concat([PNG, Buffer.alloc(MAX_BYTES)]), 'image/png', 413],
  ])('is not %s', async (_, body, contentType, status) => {
    const before = await photoOf()
    expect((await put(body, contentType)).status).toBe(status)
    expect(await photoOf()).toBe(before)
  })

  it('is given by the provider of the service only', async () => {
    expect((await put(JPEG, 'image/jpeg', 'second')).status).toBe(404)
  })

  it('has another id when it is replaced, and its file goes when nothing names it any more', async () => {
    await put(PNG, 'image/png')
    const first = await photoOf()
    await put(JPEG, 'image/jpeg')
    expect((await service.call(`GET /uploads/${first}`)).status).toBe(404)
    const longAgo = new Date(service.clock.now.getTime() - 86_400_000)
    for (const name of readdirSync(uploads.path)) utimesSync(join(uploads.path, name), longAgo, longAgo)
    expect(await service.services.cleanUp.run('files')).toBe(1)
    expect((await service.call(`GET /uploads/${await photoOf()}`)).status).toBe(200)
    expect((await service.call(`DELETE /services/${id}/photo`, { as: 'provider' })).status).toBe(204)
    expect(await photoOf()).toBeNull()
  })
})
