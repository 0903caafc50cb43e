import type { Config } from '../config/config.ts'
import { DEMO_ADMIN, DEMO_CLIENT, DEMO_PASSWORD, DEMO_PROVIDER } from './demo-users.ts'

/** What a developer wants to know once it runs. */
export function describeStart(url: string, config: Config): string {
  const database = config.DATABASE_URL === undefined ? `embedded, in ${config.DATA_FOLDER}` : 'PostgreSQL'
  const lines = [
    ['API and documentation', `${url}/docs`],
    ['catalogue', `${url}/services?q=snow`],
    ['health', `${url}/health/detailed`],
    ['metrics', `${url}/health/metrics`],
    ['mails', config.SMTP_URL === undefined ? `${url}/dev/mail` : 'sent'],
    ['payments', config.STRIPE_SECRET_KEY === undefined ? 'simulated' : 'Stripe'],
    ['database', database],
    ['cache, limits, jobs', config.REDIS_URL === undefined ? 'in this process and the database' : 'Redis'],
    ['demo login', `${DEMO_CLIENT}, ${DEMO_PROVIDER}, ${DEMO_ADMIN}`],
    ['password', DEMO_PASSWORD],
  ] as const
  return `\nMapleHustle is ready.\n\n${lines.map(([name, value]) => `  ${name.padEnd(22)}${value}\n`).join('')}\n`
}
