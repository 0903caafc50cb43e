import { createEmbeddedPool } from '@shipworthy/kit/embedded'
import { createApp, type MapleHustle } from '../app/create-app.ts'
import { DATABASE_EXTENSIONS } from '../app/open-database.ts'
import { readConfig } from '../config/read-config.ts'
import { startStripeSimulator, type StripeSimulator } from '../development/stripe/start-stripe-simulator.ts'
import { createClient, type TestClient } from './create-client.ts'
import { makeTemporaryFolder } from './make-temporary-folder.ts'
import { TEST_SETTINGS, TEST_STRIPE } from './test-settings.ts'

/** The whole service in this process, on an embedded database in memory, with the demo catalogue. */
export interface TestService extends MapleHustle, TestClient {
  stripe: StripeSimulator
  /** What the service takes for the time; it stands still. */
  clock: { now: Date; advance: (ms: number) => void }
  stop: () => Promise<void>
}

export async function startMapleHustle(settings: Readonly<Record<string, string>> = {}): Promise<TestService> {
  const folder = makeTemporaryFolder()
  const clock = { now: new Date(), advance: (ms: number) => void (clock.now = new Date(clock.now.getTime() + ms)) }
  const stripe = await startStripeSimulator({ ...TEST_STRIPE, webhookUrl: () => `${app.url()}/webhooks/stripe` })
  const variables = { ...TEST_SETTINGS, DATA_FOLDER: folder.path, STRIPE_API_URL: stripe.url, ...settings }
  const config = readConfig({ environment: 'test', folder: false, variables })
  const pool = await createEmbeddedPool({ extensions: DATABASE_EXTENSIONS })
  const app = await createApp(config, { database: { kind: 'embedded', pool }, now: () => clock.now })
  await app.lifecycle.start()
  return {
    ...app,
    ...createClient(app.url),
    stripe,
    clock,
    stop: async () => {
      await app.lifecycle.stop()
      await stripe.close()
      folder.remove()
    },
  }
}
