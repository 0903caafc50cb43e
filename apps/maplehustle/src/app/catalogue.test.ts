import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEMO_CATALOGUE } from '../development/demo-catalogue.ts'
import type { Page } from '../domain/page.ts'
import type { Service } from '../domain/service.ts'
import { startMapleHustle, type TestService } from '../testing/start-maplehustle.ts'

let service: TestService
beforeAll(async () => void (service = await startMapleHustle()), 120_000)
afterAll(() => service.stop(), 60_000)

const DRAFT = {
  category: 'repairs',
  title: 'Window repair',
  description: 'Cracked panes replaced.',
  city: 'Québec',
  priceCents: 9900,
  durationMinutes: 60,
}

async function search(query: string): Promise<Page<Service>> {
  const answer = await service.call(`GET /services?${query}`)
  expect(answer.status).toBe(200)
  return answer.body
}

const titlesOf = ({ items }: Page<Service>): string[] => items.map(({ title }) => title)

/** All pages of a search, one after the other. */
async function walk(query: string, limit: number): Promise<string[]> {
  const ids: string[] = []
  for (let cursor = ''; ;) {
    const page = await search(`${query}&limit=${limit}${cursor}`)
    expect(page.items.length).toBeLessThanOrEqual(limit)
    ids.push(...page.items.map(({ id }) => id))
    if (page.next === null) return ids
    cursor = `&cursor=${encodeURIComponent(page.next)}`
  }
}

describe('a search', { timeout: 60_000 }, () => {
  it.each([
    ['q=snow', /snow/i],
    // Words in another form, without their accents, in French.
    ['q=menage', /ménage/i],
    ['q=robinet', /plomberie/i],
    ['q=walks', /dog walking/i],
    ['q="two+movers"', /^two movers/i],
  ])('for %s finds what is meant', async (query, title) => {
    const found = await search(query)
    expect(found.items.length).toBeGreaterThan(0)
    for (const item of found.items) expect(`${item.title} ${item.description}`).toMatch(title)
  })

  it('puts titles before descriptions', async () => {
    const [first] = titlesOf(await search('q=ménage'))
    expect(first).toMatch(/Ménage/)
  })

  it('filters by category, city in any spelling, and price', async () => {
    const { items } = await search('city=MONTREAL&category=cleaning&maxPriceCents=30000')
    expect(items.length).toBeGreaterThan(0)
    for (const item of items) {
      expect(item).toMatchObject({ city: 'Montréal', category: 'cleaning' })
      expect(item.priceCents).toBeLessThanOrEqual(30_000)
    }
  })

  it.each([
    ['q=', 1],
    ['q=', 5],
    ['q=a', 7],
    ['q=garden+or+snow+or+cours', 1],
    ['category=moving', 1],
  ])('shows everything once, page by page (%s, %i each)', async (query, limit) => {
    const words = query === 'q=' || query === 'q=a' ? '' : query
    const ids = await walk(words, limit)
    expect(new Set(ids).size).toBe(ids.length)
    const all = await search(`${words}&limit=100`)
    expect(ids).toEqual(all.items.map(({ id }) => id))
    if (words === '') expect(ids.length).toBeGreaterThanOrEqual(DEMO_CATALOGUE.length)
  })

  it('refuses cursors that are none, or of another list', async () => {
    const { next } = await search('limit=1')
    const byRank = (await search('q=snow&limit=1')).next
    const asked = [
      `cursor=nonsense`,
      `q=snow&cursor=${encodeURIComponent(next!)}`,
      `cursor=${encodeURIComponent(byRank!)}`,
    ]
    for (const query of [...asked, 'limit=0', 'limit=101', 'maxPriceCents=x'])
      expect((await service.call(`GET /services?${query}`)).status).toBe(400)
  })

  it.each([`'; DROP TABLE services; --`, '<script>alert(1)</script>', '%00', '!!! & | :*', '-'.repeat(200)])(
    'takes %s for words',
    async (words) => {
      expect((await service.call(`GET /services?q=${encodeURIComponent(words)}`)).status).toBe(200)
      expect((await search('limit=1')).items).toHaveLength(1)
    },
  )

  it('takes anything that people type', async () => {
    const typed = fc.string({
      unit: fc.constantFrom(...`ab -"'&|!():*<>\\ \u{1f341}éor`),
      minLength: 2,
      maxLength: 200,
    })
    await fc.assert(
      fc.asyncProperty(typed, async (words) => {
        const { status } = await service.call(`GET /services?q=${encodeURIComponent(words)}`)
        // Blanks alone are no words.
        expect(status).toBe([...words.trim()].length < 2 ? 400 : 200)
      }),
      { numRuns: 200 },
    )
  })
})

describe('an offer', { timeout: 60_000 }, () => {
  it('is found as soon as it is made, and as it is after a change', async () => {
    expect(titlesOf(await search('q=panes'))).toEqual([])
    const made = await service.call('POST /services', { as: 'provider', body: DRAFT })
    expect(made.status).toBe(201)
    const { id } = made.body as Service
    expect(titlesOf(await search('q=panes'))).toEqual([DRAFT.title])
    const change = { title: 'Pane repair', priceCents: 8900 }
    expect((await service.call(`PATCH /services/${id}`, { as: 'provider', body: change })).status).toBe(200)
    expect((await search('q=panes')).items).toMatchObject([{ ...DRAFT, ...change }])
  })

  it('that is not published is seen by its provider and by admins', async () => {
    const made = await service.call('POST /services', {
      as: 'provider',
      body: { ...DRAFT, title: 'Secret', isPublished: false },
    })
    const { id } = made.body as Service
    const statusFor = async (as?: 'provider' | 'second' | 'admin') =>
      (await service.call(`GET /services/${id}`, as ? { as } : {})).status
    expect(await Promise.all([statusFor(), statusFor('second'), statusFor('provider'), statusFor('admin')])).toEqual([
      404, 404, 200, 200,
    ])
    expect(titlesOf(await search('q=secret'))).toEqual([])
  })

  it('is changed by nobody else', async () => {
    const { items } = (await service.call('GET /me/services?limit=1', { as: 'provider' })).body as Page<Service>
    const change = { as: 'second', body: { title: 'Mine now' } } as const
    expect((await service.call(`PATCH /services/${items[0]!.id}`, change)).status).toBe(404)
  })

  it.each([
    [{ priceCents: 99.5 }, 400],
    [{ priceCents: 0 }, 400],
    [{ title: 'x\u0000y' }, 400],
    [{ category: 'nonsense' }, 422],
    [{ durationMinutes: 5 }, 400],
  ])('with %j is refused', async (wrong, status) => {
    const answer = await service.call('POST /services', { as: 'provider', body: { ...DRAFT, ...wrong } })
    expect(answer.status).toBe(status)
  })

  it('needs a profile, which makes a provider', async () => {
    const body = { displayName: 'Camille', city: 'Laval', timeZone: 'America/Montreal' }
    expect((await service.call('POST /services', { as: 'client', body: DRAFT })).status).toBe(403)
    const wrong = { ...body, timeZone: 'America/Nowhere' }
    expect((await service.call('PUT /me/provider', { as: 'client', body: wrong })).status).toBe(422)
    expect((await service.call('PUT /me/provider', { as: 'client', body })).status).toBe(200)
    expect((await service.call('GET /me', { as: 'client' })).body).toMatchObject({ roles: ['client', 'provider'] })
  })
})
