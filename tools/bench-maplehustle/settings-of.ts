import { TEST_STRIPE } from '../../apps/maplehustle/src/testing/test-settings.ts'
import type { TestServer } from '../servers/test-server.ts'

export interface SettingsParts {
  postgres: TestServer
  redis: TestServer
  port: number
}

/** Nothing is refused, and everything is counted. */
const UNREACHED = '10000000'

/** A process of production with everything on, and limits that nobody reaches. */
export function settingsOf({ postgres, redis, port }: SettingsParts): Record<string, string> {
  return {
    PORT: String(port),
    DATABASE_URL: postgres.url,
    DATABASE_STEADY: '10',
    DATABASE_OVERFLOW: '10',
    REDIS_URL: redis.url,
    SMTP_URL: 'smtp://127.0.0.1:1',
    STRIPE_SECRET_KEY: TEST_STRIPE.secretKey,
    STRIPE_WEBHOOK_SECRET: TEST_STRIPE.webhookSecret,
    STRIPE_API_URL: 'http://127.0.0.1:1',
    PUBLIC_URL: 'https://maplehustle.example',
    ACCESS_TOKEN_KEYS: `bench:${Buffer.alloc(32, 7).toString('base64')}`,
    CSRF_SECRET: 'a-secret-of-this-benchmark-and-of-no-other',
    HEALTH_TOKEN: 'a-token-of-this-benchmark',
    DRAIN_DELAY_MS: '0',
    LIMIT_PER_MINUTE: UNREACHED,
    LIMIT_BURST: UNREACHED,
    LIMIT_ACCOUNT_PER_MINUTE: UNREACHED,
    LIMIT_LOGIN_PER_MINUTE: UNREACHED,
  }
}
