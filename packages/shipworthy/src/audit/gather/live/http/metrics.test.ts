import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { outcomesOf } from '../../../testing/outcomes-of.ts'

async function labelsOf(values: readonly string[]) {
  const lines = values.map((value) => `http_requests_total{path="${value}"} 1\n`)
  const server = createServer(({ url }, response) => {
    response.writeHead(url === '/metrics' ? 200 : 404, { 'content-type': 'text/plain; version=0.0.4' })
    response.end(url === '/metrics' ? lines.join('') : 'not found')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const { of } = await outcomesOf({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
    return of('monitoring/label-cardinality')
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

it('labels with a value for each address, and with one for each route', { timeout: 120_000 }, async () => {
  expect(await labelsOf(['/users/11', '/users/12', '/users/13', '/users/14', '/users/15'])).toMatchObject({
    outcome: 'fail',
    findings: [{ message: 'http_requests_total{path} has a value for each id or address' }],
  })
  expect((await labelsOf(['/users/:id', '/orders/:id', '/', '/health', '/metrics'])).outcome).toBe('pass')
})
