import { createServer } from 'node:http'
import { check } from '../../../packages/health/src/check.ts'
import { createHealth } from '../../../packages/health/src/create-health.ts'
import type { Health } from '../../../packages/health/src/health.ts'
import { APP_PATH, HOST, type Contender } from '../contender.ts'
import type { Dependencies } from '../dependencies.ts'
import { expressApplication, fastifyApplication, nodeApplication } from './applications.ts'
import { listening } from './listening.ts'

/** Short, so that a benchmark of some seconds sees several. */
export const INTERVAL_MS = 1_000

const PATHS = { live: '/livez', ready: '/readyz', app: APP_PATH }

async function readyHealth({ names, call }: Dependencies): Promise<Health> {
  const health = createHealth({
    service: { name: 'orders' },
    defaults: { interval: `${INTERVAL_MS}ms`, timeout: '500ms' },
    checks: names.map((name) => check(name, { kind: 'readiness', onFail: 'critical' }, () => call(name))),
  })
  health.ready()
  await health.run()
  return health
}

/** Ours, in front of the server or as the middleware of a framework. */
export const OWN: readonly Contender[] = [
  {
    name: 'ours on node:http',
    paths: PATHS,
    without: 'bare node:http',
    async start(dependencies) {
      const health = await readyHealth(dependencies)
      const server = nodeApplication()
      health.attach(server)
      return { port: await listening(server) }
    },
  },
  {
    name: 'ours on Express 5, attached',
    paths: PATHS,
    without: 'Express 5, plain route',
    async start(dependencies) {
      const health = await readyHealth(dependencies)
      const server = createServer(await expressApplication())
      health.attach(server)
      return { port: await listening(server) }
    },
  },
  {
    name: 'ours on Express 5, middleware',
    paths: PATHS,
    without: 'Express 5, plain route',
    async start(dependencies) {
      const health = await readyHealth(dependencies)
      return { port: await listening(createServer(await expressApplication((app) => app.use(health.express())))) }
    },
  },
  {
    name: 'ours on Fastify 5, plugin',
    paths: PATHS,
    without: 'Fastify 5, plain route',
    async start(dependencies) {
      const health = await readyHealth(dependencies)
      const app = await fastifyApplication((bare) => bare.register(health.fastify))
      await app.listen({ port: 0, host: HOST })
      return { port: await listening(app.server) }
    },
  },
  {
    name: 'ours, a thread of its own',
    paths: PATHS,
    without: 'bare node:http',
    async start(dependencies) {
      const health = await readyHealth(dependencies)
      const { port: probePort } = await health.listen({ port: 0, host: HOST, thread: true })
      return { port: await listening(nodeApplication()), probePort }
    },
  },
]
