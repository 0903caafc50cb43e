import { createServer, type RequestListener } from 'node:http'
import { APP_PATH, HOST, type Contender } from '../contender.ts'
import type { Dependencies } from '../dependencies.ts'
import { expressApplication, fastifyApplication, nodeApplication } from './applications.ts'
import { listening } from './listening.ts'

const PATHS = { live: '/livez', ready: '/readyz', app: APP_PATH }

async function callAll({ names, call }: Dependencies): Promise<void> {
  await Promise.all(names.map(call))
}

/** Other libraries, set up as their documents show; loaded when they are used. */
export const PEERS: readonly Contender[] = [
  {
    name: '@godaddy/terminus',
    paths: PATHS,
    without: 'bare node:http',
    async start(dependencies) {
      const { createTerminus } = await import('@godaddy/terminus')
      const healthChecks = { '/livez': async () => ({}), '/readyz': () => callAll(dependencies) }
      return { port: await listening(createTerminus(nodeApplication(), { healthChecks })) }
    },
  },
  {
    name: '@nestjs/terminus on Express',
    paths: PATHS,
    start: async (dependencies) => (await import('./nest.ts')).startNest(dependencies),
  },
  {
    name: '@fastify/under-pressure',
    paths: { live: '/livez', app: APP_PATH },
    without: 'Fastify 5, plain route',
    async start() {
      const { default: underPressure } = await import('@fastify/under-pressure')
      const app = await fastifyApplication((bare) =>
        bare.register(underPressure, { maxEventLoopDelay: 1_000, exposeStatusRoute: '/livez' }),
      )
      await app.listen({ port: 0, host: HOST })
      return { port: await listening(app.server) }
    },
  },
  {
    name: '@fastify/under-pressure, healthCheck',
    paths: { ready: '/readyz' },
    async start(dependencies) {
      const { default: underPressure } = await import('@fastify/under-pressure')
      const app = await fastifyApplication((bare) =>
        bare.register(underPressure, {
          maxEventLoopDelay: 1_000,
          exposeStatusRoute: '/readyz',
          healthCheck: () => callAll(dependencies).then(() => true),
        }),
      )
      await app.listen({ port: 0, host: HOST })
      return { port: await listening(app.server) }
    },
  },
  {
    name: 'lightship, a server of its own',
    paths: { live: '/live', app: APP_PATH },
    without: 'bare node:http',
    async start() {
      const { createLightship } = await import('lightship')
      const lightship = await createLightship({ detectKubernetes: false, port: 0 })
      lightship.signalReady()
      const { port: probePort } = lightship.server.address() as { port: number }
      return { port: await listening(nodeApplication()), probePort }
    },
  },
  {
    name: 'express-actuator',
    paths: { live: '/health', app: APP_PATH },
    without: 'Express 5, plain route',
    async start() {
      // It has no declarations.
      const { default: actuator } = (await import('express-actuator' as string)) as { default: () => RequestListener }
      return { port: await listening(createServer(await expressApplication((app) => app.use(actuator())))) }
    },
  },
]
