// The routes that are measured, on Fastify and pg and nothing else: the same SQL, nothing validated, cached, limited or logged.
// node --import ./tools/package-sources.ts tools/bench-maplehustle/bare-server.ts <port> <database>
import { createPasswords } from '@shipworthy/kit/auth'
import Fastify, { type FastifyRequest } from 'fastify'
import pg from 'pg'
import { findBooking, insertBooking, listBookingsOf } from '../../apps/maplehustle/src/repositories/bookings.ts'
import type { Queryable } from '../../apps/maplehustle/src/repositories/queryable.ts'
import { findService, listCategories, searchServices } from '../../apps/maplehustle/src/repositories/services.ts'
import { findCredentials, findUser } from '../../apps/maplehustle/src/repositories/users.ts'
import { isWorkingTime } from '../../apps/maplehustle/src/repositories/working-hours.ts'

const [port = '', connectionString = ''] = process.argv.slice(2)
const pool = new pg.Pool({ connectionString, max: 20 })
const db = pool as unknown as Queryable
const passwords = createPasswords()
const app = Fastify()
const PAGE = { limit: 20 }

app.get('/health/ready', () => ({ ready: true }))
app.get('/categories', () => listCategories(db))
app.get('/services', ({ query }) => {
  const { q: text, category } = query as { q?: string; category?: string }
  return searchServices(db, { text, category }, PAGE)
})
app.get('/services/:id', ({ params }) => findService(db, (params as { id: string }).id))
app.get('/bookings', (request) => listBookingsOf(db, { userId: userOf(request), as: 'client' }, PAGE))
app.post('/bookings', (request, reply) => {
  const { serviceId, startsAt } = request.body as { serviceId: string; startsAt: string }
  return book(userOf(request), serviceId, new Date(startsAt)).then((booking) => reply.code(201).send(booking))
})
app.post('/auth/login', async (request) => {
  const { email, password } = request.body as { email: string; password: string }
  const found = await findCredentials(db, email)
  const { isRight } = await passwords.verify(password, found?.passwordHash)
  return isRight ? { user: found?.user } : { error: 'wrong' }
})
await app.listen({ port: Number(port), host: '127.0.0.1' })

/** Who asks is believed. */
function userOf({ headers }: FastifyRequest): string {
  return String(headers['x-user'])
}

async function book(clientId: string, serviceId: string, startsAt: Date) {
  const client = await pool.connect()
  const session = client as unknown as Queryable
  try {
    await client.query('BEGIN')
    const [, service] = [await findUser(session, clientId), (await findService(session, serviceId))!]
    const { providerId, durationMinutes, priceCents } = service
    const endsAt = new Date(startsAt.getTime() + durationMinutes * 60_000)
    if (!(await isWorkingTime(session, providerId, startsAt, endsAt))) throw new Error('no working time')
    const id = await insertBooking(session, { serviceId, clientId, providerId, startsAt, endsAt, priceCents, note: '' })
    const booking = await findBooking(session, id)
    await client.query('COMMIT')
    return booking
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  } finally {
    client.release()
  }
}
