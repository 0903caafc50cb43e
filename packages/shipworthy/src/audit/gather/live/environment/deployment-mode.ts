import { baseName } from '../../../facts/paths.ts'
import type { EnvironmentFacts } from '../../../facts/live/environment-facts.ts'

/** Variables that name the place a service runs at, the most telling first. */
const NAMES = [
  'APP_ENV',
  'ENVIRONMENT',
  'DEPLOY_ENV',
  'DEPLOYMENT_ENV',
  'STAGE',
  'VERCEL_ENV',
  'RAILWAY_ENVIRONMENT_NAME',
]
const PRODUCTION = /(^|[._-])(prod|production|live)([._-]|$)/i
const OTHER = /(^|[._-])(stage|staging|test|testing|dev|development|preview|qa|uat|local|sandbox|demo|ci|e2e)([._-]|$)/i

/** What a file of variables is for: its own words first, then its name, then NODE_ENV. */
export function deploymentMode(
  variables: ReadonlyMap<string, string>,
  file: string,
): Pick<EnvironmentFacts, 'mode' | 'modeFrom'> {
  const said = NAMES.map((name) => [`${name}=${variables.get(name)}`, variables.get(name) ?? ''] as const)
  for (const [from, word] of [...said, [baseName(file), baseName(file)] as const]) {
    if (OTHER.test(word)) return { mode: 'other', modeFrom: from }
    if (PRODUCTION.test(word)) return { mode: 'production', modeFrom: from }
  }
  const node = variables.get('NODE_ENV')
  if (node === 'production') return { mode: 'likely-production', modeFrom: 'NODE_ENV=production' }
  return node === undefined || node === '' ? { mode: 'unknown' } : { mode: 'other', modeFrom: `NODE_ENV=${node}` }
}
