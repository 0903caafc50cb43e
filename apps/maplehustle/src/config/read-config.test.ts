import { describe, expect, it } from 'vitest'
import { CONFIG_SCHEMA } from './config-schema.ts'
import { readConfig } from './read-config.ts'

const SAFE = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://app:secret-of-the-database@db/app',
  REDIS_URL: 'redis://redis',
  SMTP_URL: 'smtps://app:secret-of-the-mail@mail.example',
  PUBLIC_URL: 'https://maplehustle.example/',
  STRIPE_SECRET_KEY: 'sk_live_key_of_the_account',
  STRIPE_WEBHOOK_SECRET: 'whsec_of_the_account_itself',
  ACCESS_TOKEN_KEYS: `2026-11:${Buffer.alloc(32, 7).toString('base64')}`,
  CSRF_SECRET: 'c'.repeat(32),
  HEALTH_TOKEN: 'h'.repeat(16),
}

function read(variables: Readonly<Record<string, string | undefined>>): ReturnType<typeof readConfig> {
  return readConfig({ variables, folder: false })
}

function problemsOf(variables: Readonly<Record<string, string | undefined>>): string[] {
  try {
    read(variables)
    return []
  } catch (error) {
    return (error as Error).message
      .split('\n')
      .slice(1)
      .map((line) => line.trim())
  }
}

describe('the configuration', () => {
  it('has more than fifty settings, each with a section and a word on what it is for', () => {
    expect(Object.keys(CONFIG_SCHEMA.shape).length).toBeGreaterThan(50)
  })

  it('needs nothing in development', () => {
    expect(read({})).toMatchObject({ isDevelopment: true, COOKIE_SECURE: false, MIGRATE_ON_START: true })
  })

  it('of production is accepted when it is safe, and derives the rest', () => {
    expect(read(SAFE)).toMatchObject({
      isDevelopment: false,
      COOKIE_SECURE: true,
      MIGRATE_ON_START: false,
      PUBLIC_URL: 'https://maplehustle.example',
      PAYMENT_RETURN_URL: 'https://maplehustle.example',
    })
  })

  it.each([
    ['DATABASE_URL', undefined, /embedded database/],
    ['SMTP_URL', undefined, /shows every mail to everybody/],
    ['STRIPE_SECRET_KEY', undefined, /nobody is paid/],
    ['STRIPE_WEBHOOK_SECRET', undefined, /anybody could say/],
    ['PUBLIC_URL', 'http://maplehustle.example', /readable on their way/],
    ['COOKIE_SECURE', 'false', /sent over http/],
    ['CORS_ORIGINS', '*', /pages of other people/],
    ['CORS_ORIGINS', 'https://app.example, https://*.example', /pages of other people/],
    ['CORS_ORIGINS', 'http://app.example', /pages of other people/],
    ['ACCESS_TOKEN_KEYS', undefined, /is not set/],
    ['CSRF_SECRET', 'development-only-csrf-secret-32-chars!', /meant for development/],
    ['HEALTH_TOKEN', 'development-health-token', /meant for development/],
  ])('of production is refused when %s is %s, and says why', (name, value, why) => {
    for (const environment of ['production', 'staging']) {
      const problems = problemsOf({ ...SAFE, NODE_ENV: environment, [name]: value })
      expect(problems).toEqual([expect.stringMatching(why)])
      expect(problems[0]).toMatch(new RegExp(`^${name} `))
    }
  })

  it('tells of everything that is wrong at once, and never of a secret', () => {
    const problems = problemsOf({ NODE_ENV: 'production', PORT: 'x', CSRF_SECRET: 'short-secret', CORS_ORIGINS: '*' })
    const names = problems.map((problem) => problem.split(' ')[0])
    expect(names).toEqual(expect.arrayContaining(['PORT', 'CSRF_SECRET', 'CORS_ORIGINS', 'DATABASE_URL', 'PUBLIC_URL']))
    expect(problems.join('\n')).not.toContain('short-secret')
  })

  it('does not take an unknown environment for development', () => {
    expect(problemsOf({ ...SAFE, NODE_ENV: 'prod' })).toEqual([expect.stringMatching(/^NODE_ENV /)])
  })
})
