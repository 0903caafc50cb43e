import { expect, it, onTestFinished } from 'vitest'
import { createHealth } from '../create-health.ts'

it('what is not a path of health is answered by the fallback, or with 404', async () => {
  const health = createHealth({ autoStart: false })
  onTestFinished(() => health.close())
  const plain = await health.listen({ port: 0, host: '127.0.0.1' })
  const shared = await health.listen({
    port: 0,
    host: '127.0.0.1',
    fallback: (request, response) => void response.end(`mine: ${request.url}`),
  })
  const get = (port: number, path: string): Promise<Response> => fetch(`http://127.0.0.1:${port}${path}`)
  expect((await get(plain.port, '/beats')).status).toBe(404)
  expect(await (await get(shared.port, '/beats')).text()).toBe('mine: /beats')
  expect(await (await get(shared.port, '/livez')).json()).toMatchObject({ status: 'healthy' })
})
