import type { CONFIG_SCHEMA, Settings } from './config-schema.ts'

interface Demand {
  setting: keyof Settings
  isMet: (settings: Partial<Settings>) => boolean
  otherwise: string
}

/** What is fine on a developer's machine and nowhere else. */
const DEMANDS: readonly Demand[] = [
  {
    setting: 'DATABASE_URL',
    isMet: ({ DATABASE_URL }) => DATABASE_URL !== undefined,
    otherwise: 'the embedded database is for one process on one machine; name a PostgreSQL server',
  },
  {
    setting: 'SMTP_URL',
    isMet: ({ SMTP_URL }) => SMTP_URL !== undefined,
    otherwise: 'the mailbox of development shows every mail to everybody; name a mail server',
  },
  {
    setting: 'STRIPE_SECRET_KEY',
    isMet: ({ STRIPE_SECRET_KEY }) => STRIPE_SECRET_KEY !== undefined,
    otherwise: 'the payments of development are simulated, and nobody is paid; give the key of a Stripe account',
  },
  {
    setting: 'STRIPE_WEBHOOK_SECRET',
    isMet: ({ STRIPE_WEBHOOK_SECRET }) => STRIPE_WEBHOOK_SECRET !== undefined,
    otherwise: 'anybody could say that a booking is paid; give the signing secret of the webhook',
  },
  {
    setting: 'PUBLIC_URL',
    isMet: ({ PUBLIC_URL }) => PUBLIC_URL === undefined || PUBLIC_URL.startsWith('https:'),
    otherwise: 'passwords and tokens would be readable on their way; it has to begin with https',
  },
  {
    setting: 'COOKIE_SECURE',
    isMet: ({ COOKIE_SECURE }) => COOKIE_SECURE !== false,
    otherwise: 'session cookies would be sent over http, where anybody on the way can read them; leave it out',
  },
  {
    setting: 'CORS_ORIGINS',
    isMet: ({ CORS_ORIGINS = [] }) => CORS_ORIGINS.every((origin) => /^https:\/\/[^*/]+$/.test(origin)),
    otherwise: 'pages of other people could use the API; list the https origins of your own, and no *',
  },
]

/** Adds the demands of staging and production, all told at once and together with what else is wrong. */
export function deploymentChecks(schema: typeof CONFIG_SCHEMA): typeof CONFIG_SCHEMA {
  return DEMANDS.reduce(
    (checked, { setting, isMet, otherwise }) =>
      checked.refine((settings) => isDeveloping(settings) || isMet(settings), {
        path: [setting],
        message: otherwise,
        // Also when other settings are wrong.
        when: () => true,
      }),
    schema,
  )
}

function isDeveloping({ NODE_ENV }: Partial<Settings>): boolean {
  return NODE_ENV !== 'staging' && NODE_ENV !== 'production'
}
