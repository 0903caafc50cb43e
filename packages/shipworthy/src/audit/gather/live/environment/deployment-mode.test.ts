import { expect, it } from 'vitest'
import { deploymentMode } from './deployment-mode.ts'

it.each([
  [{ APP_ENV: 'production' }, '.env', 'production', 'APP_ENV=production'],
  [{ APP_ENV: 'staging', NODE_ENV: 'production' }, '.env.production', 'other', 'APP_ENV=staging'],
  [{ NODE_ENV: 'production' }, '/srv/shop/.env.production', 'production', '.env.production'],
  [{ NODE_ENV: 'production' }, 'staging.env', 'other', 'staging.env'],
  [{ NODE_ENV: 'production' }, '.env', 'likely-production', 'NODE_ENV=production'],
  [{ NODE_ENV: 'development' }, '.env', 'other', 'NODE_ENV=development'],
  [{}, '.env', 'unknown', undefined],
  // Words inside other words say nothing.
  [{ STAGE: 'latest' }, 'products.env', 'unknown', undefined],
] as const)('%j in %s: %s', (variables, file, mode, modeFrom) => {
  expect(deploymentMode(new Map(Object.entries(variables)), file)).toEqual({ mode, ...(modeFrom && { modeFrom }) })
})
