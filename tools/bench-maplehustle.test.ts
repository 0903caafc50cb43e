import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { createQuestions } from './bench-maplehustle/questions.ts'
import { sendQuestions } from './bench-maplehustle/send-questions.ts'

const SERVICES = Array.from({ length: 1000 }, (_, at) => `service-${at}`)

it('asks what HTTP servers understand, and for no time twice', { timeout: 120_000 }, async () => {
  const asked: { route: string; body: string }[] = []
  const server = createServer(async (request, response) => {
    const body = await text(request)
    asked.push({ route: `${request.method} ${request.url?.replace(/\?.*/, '')}`, body })
    response.statusCode = request.url === '/categories' ? 500 : 200
    response.end(JSON.stringify({ asked: asked.length }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const questions = createQuestions({
    host: `localhost:${port}`,
    identity: { 'x-user': 'somebody' },
    services: SERVICES,
    login: { email: 'a@example.org', password: 'b' },
  })
  const all = Object.values(questions)
  let turn = 0
  const next = (): Buffer => all[turn++ % all.length]!()
  const { good, bad, quantile } = await sendQuestions({ port, connections: 3, ms: 3000, next })
  server.close()
  expect(good + (bad['500'] ?? 0)).toBe(asked.length)
  expect(bad).toEqual({ 500: asked.filter(({ route }) => route === 'GET /categories').length })
  expect(quantile(0.5)).toBeGreaterThan(0)
  const times = asked.filter(({ route }) => route === 'POST /bookings').map(({ body }) => body)
  expect(times.length).toBeGreaterThan(0)
  expect(new Set(times).size).toBe(times.length)
})
