/** Uses the library as a service does: executed, and type-checked against the published declarations. */
export const HEALTH_CONSUMER = `import { createServer } from 'node:http'
import { check, createHealth, type Notifier, type HistoryStore } from '@shipworthy/health'
import { eventLoop, tcp } from '@shipworthy/health/checks'
import { memory } from '@shipworthy/health/checks/memory'
import { probeTcp } from '@shipworthy/health/probes/tcp'
import { createMemoryStore } from '@shipworthy/health/stores/memory-store'
import { attachToServer } from '@shipworthy/health/adapters/node'

// @ts-expect-error: a shared dependency may not decide liveness
const wrong = () => tcp({ host: 'db', port: 5432, kind: 'liveness' })
const store: HistoryStore = createMemoryStore()
const notifier: Notifier = { name: 'log', send: ({ summary }) => console.log(summary) }

const health = createHealth({
  service: { name: 'orders' },
  history: store,
  notifiers: [notifier],
  checks: [eventLoop({ kind: 'liveness' }), memory(), check('own', { kind: 'readiness' }, () => true)],
})
const server = createServer((_, response) => void response.end('hello'))
attachToServer(health.handler, server)
await health.run()
health.ready()
const { port } = await health.listen({ port: 0, host: '127.0.0.1', thread: true })
const ask = async (path: string): Promise<number> => (await fetch('http://127.0.0.1:' + port + path)).status
const before = [await ask('/livez'), await ask('/readyz')]
await health.drain('300ms')
console.log('live', before[0], 'ready', before[1], 'after', await ask('/readyz'), typeof probeTcp, typeof wrong)
await health.close()
`
