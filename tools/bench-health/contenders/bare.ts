import { createServer } from 'node:http'
import { APP_PATH, HOST, type Contender } from '../contender.ts'
import { expressApplication, fastifyApplication, nodeApplication } from './applications.ts'
import { listening } from './listening.ts'

const LIVE_AND_APP = { live: '/livez', app: APP_PATH }

/** Servers without any health library: what the others are measured against. */
export const BARE: readonly Contender[] = [
  {
    name: 'bare node:http',
    paths: LIVE_AND_APP,
    start: async () => ({ port: await listening(nodeApplication()) }),
  },
  {
    name: 'Express 5, plain route',
    paths: LIVE_AND_APP,
    start: async () => ({ port: await listening(createServer(await expressApplication())) }),
  },
  {
    name: 'Fastify 5, plain route',
    paths: LIVE_AND_APP,
    async start() {
      const app = await fastifyApplication()
      await app.listen({ port: 0, host: HOST })
      return { port: await listening(app.server) }
    },
  },
]
