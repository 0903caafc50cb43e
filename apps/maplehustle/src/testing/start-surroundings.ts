import { createPool, type Pool } from '@shipworthy/kit/database'
import { migrateDatabase } from '../app/migrate-database.ts'
import { seedDemo } from '../development/seed-demo.ts'
import { startStripeSimulator, type StripeSimulator } from '../development/stripe/start-stripe-simulator.ts'
import { startHoldingProxy, type HoldingProxy } from './start-holding-proxy.ts'
import { startMailServer, type MailServer } from './start-mail-server.ts'
import { TEST_SETTINGS, TEST_STRIPE } from './test-settings.ts'

/** A server that may be ended and started again, with what it held. */
interface OwnServer {
  url: string
  start: () => Promise<void>
  stop: () => Promise<void>
  kill: () => Promise<void>
  pause: () => void
  resume: () => void
}

/** What processes of production need around them, all of it on this machine and their own. */
export interface Surroundings {
  postgres: OwnServer
  redis: OwnServer
  mail: MailServer
  stripe: StripeSimulator
  /** Between the processes and Stripe. */
  stripeProxy: HoldingProxy
  /** Of the database, which is migrated and has the demo catalogue. */
  pool: Pool
  /** For the processes. */
  settings: Record<string, string>
  close: () => Promise<void>
}

/** @param webhookUrl Where Stripe's events go. */
export async function startSurroundings(
  starts: readonly [postgres: () => Promise<OwnServer>, redis: () => Promise<OwnServer>],
  webhookUrl: () => string,
): Promise<Surroundings> {
  const [postgres, redis] = await Promise.all(starts.map((start) => start()))
  if (!postgres || !redis) throw new Error('two servers were to be started')
  const mail = await startMailServer()
  const stripe = await startStripeSimulator({ ...TEST_STRIPE, webhookUrl })
  const stripeProxy = await startHoldingProxy(stripe.url)
  const pool = createPool({ connectionString: postgres.url, steady: 0, overflow: 4 })
  await migrateDatabase(pool)
  await seedDemo(pool)
  const settings = {
    ...TEST_SETTINGS,
    NODE_ENV: 'production',
    LOG_LEVEL: 'warn',
    DATABASE_URL: postgres.url,
    DATABASE_STEADY: '2',
    DATABASE_OVERFLOW: '8',
    REDIS_URL: redis.url,
    SMTP_URL: mail.url,
    STRIPE_API_URL: stripeProxy.url,
    PUBLIC_URL: 'https://maplehustle.example',
    ACCESS_TOKEN_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
    CSRF_SECRET: 'a-secret-of-this-test-and-of-no-other',
    HEALTH_TOKEN: 'a-token-of-this-test',
    DRAIN_DELAY_MS: '0',
  }
  return {
    postgres,
    redis,
    mail,
    stripe,
    stripeProxy,
    pool,
    settings,
    close: async () => {
      await Promise.all([stripeProxy.close(), stripe.close(), mail.close(), pool.end()])
      await Promise.all([postgres.stop(), redis.stop()])
    },
  }
}
