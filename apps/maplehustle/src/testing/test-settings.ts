/** Of the simulated Stripe. */
export const TEST_STRIPE = { secretKey: 'sk_test_for_tests', webhookSecret: 'whsec_for_tests_only' } as const

/** For all tests: no limits but those that a test is about, and nothing in the log. */
export const TEST_SETTINGS: Readonly<Record<string, string>> = {
  NODE_ENV: 'test',
  PORT: '0',
  HEALTH_PORT: '0',
  LOG_LEVEL: 'silent',
  // What is due is done when a test says so, and not in the middle of another one.
  REMINDER_CRON: '0 0 29 2 *',
  CLEAN_UP_CRON: '0 0 29 2 *',
  MAINTENANCE_CRON: '0 0 29 2 *',
  LIMIT_PER_MINUTE: '100000',
  LIMIT_BURST: '100000',
  LIMIT_ACCOUNT_PER_MINUTE: '100000',
  LIMIT_LOGIN_PER_MINUTE: '100000',
  LIMIT_REGISTER_PER_HOUR: '100000',
  STRIPE_SECRET_KEY: TEST_STRIPE.secretKey,
  STRIPE_WEBHOOK_SECRET: TEST_STRIPE.webhookSecret,
}
