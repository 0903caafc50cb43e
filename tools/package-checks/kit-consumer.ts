/** Uses the parts that need no driver as a service does: executed, and type-checked against the published declarations. */
export const KIT_CONSUMER = `import { createServer } from 'node:http'
import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { AUTH_MIGRATIONS, createAccessTokens, definePermissions } from '@shipworthy/kit/auth'
import { createCache } from '@shipworthy/kit/cache'
import { answerClientError, createHttpProtection, currentRequest, HttpProblem } from '@shipworthy/kit/http'
import { createLifecycle, KitError, runService, type Part } from '@shipworthy/kit/lifecycle'
import { createRateLimit } from '@shipworthy/kit/limits'
import { readMigrations } from '@shipworthy/kit/migrations'
import { generateSecretKeys, openSealed, seal } from '@shipworthy/kit/secrets'

// @ts-expect-error: a part has a stage
const wrong: Part = { name: 'pool' }
const { publicKey, privateKey } = generateSecretKeys()
const cache = createCache({ name: 'consumer' })
const protection = createHttpProtection({ rateLimit: createRateLimit(), compression: {} })
const server = createServer(
  protection.node(async (request, response) => {
    if (request.url !== '/') throw new HttpProblem(404)
    const opened = await cache.getOrLoad('secret', () => openSealed(seal('open', publicKey), [privateKey]))
    response.end(opened + ' ' + typeof currentRequest()?.requestId)
  }),
).on('clientError', answerClientError)
const lifecycle = createLifecycle({ health: { ready: () => console.log('ready'), drain: () => console.log('draining') } })
await runService(lifecycle.server(server, { port: 0, host: '127.0.0.1' }))

const { port } = server.address() as AddressInfo
const ask = async (path: string): Promise<string> => (await fetch('http://127.0.0.1:' + port + path)).text()
console.log(await ask('/'), JSON.parse(await ask('/nowhere')).status)
console.log('migrations', readMigrations(AUTH_MIGRATIONS).length, existsSync(AUTH_MIGRATIONS), typeof definePermissions)
try {
  createAccessTokens({ issuer: 'a', audience: 'b', keys: [] })
} catch (error) {
  console.log(error instanceof KitError ? error.code : typeof wrong)
}
process.kill(process.pid, 'SIGTERM')
`

/** Type-checked beside all drivers: every part that needs one. */
export const KIT_DRIVER_CONSUMER = `import * as api from '@opentelemetry/api'
import { z } from 'zod'
import { loadConfig, setting } from '@shipworthy/kit/config'
import { createPool, type Pool } from '@shipworthy/kit/database'
import { createEmbeddedPool } from '@shipworthy/kit/embedded'
import { createJobs, defineTask, embeddedStore, maintenanceTasks, type Jobs } from '@shipworthy/kit/jobs'
import { createMailer, defineMail, html } from '@shipworthy/kit/mail'
import { createLogger, createTracing } from '@shipworthy/kit/observability'

const config = loadConfig({ schema: z.object({ PORT: setting(z.coerce.number(), { section: 'server', describe: 'Port' }) }) })
const port: number = config.PORT
const tracing = createTracing({ api })
const pool: Pool = tracing.pool(createPool({ connectionString: 'postgres://127.0.0.1/' + port }))
const database = await createEmbeddedPool()
const hello = defineTask({ name: 'hello', schema: z.object({ to: z.string() }), handler: async ({ to }) => to })
const maintenance = maintenanceTasks({ once: { pool } })
const jobs: Jobs = createJobs({ store: embeddedStore(database), tasks: [hello, ...maintenance.tasks], tracer: tracing })
// @ts-expect-error: the payload does not fit
await jobs.enqueue(hello, { to: 7 })
createLogger({ context: tracing.logContext }).info({ port }, 'up')
export const used = [createMailer, defineMail, html, jobs.metrics(), pool.metrics()]
`
