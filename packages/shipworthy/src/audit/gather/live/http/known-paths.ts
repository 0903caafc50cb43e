import type { PathRole } from '../../../facts/live/http-facts.ts'

/** Asks for no more than the name of a type: reading, not writing. */
export const INTROSPECTION = '{__schema{queryType{name}}}'

/** Where services keep these, when nothing says otherwise. What matters most is asked first. */
export const KNOWN_PATHS: readonly (readonly [role: PathRole, paths: readonly string[]])[] = [
  ['health', ['/health', '/healthz', '/healthcheck', '/api/health', '/status', '/ping', '/up', '/_health']],
  ['liveness', ['/health/live', '/livez', '/live', '/health/liveness']],
  ['readiness', ['/health/ready', '/readyz', '/ready', '/health/readiness']],
  ['metrics', ['/metrics', '/health/metrics', '/api/metrics']],
  [
    'artefact',
    [
      '/.git/HEAD',
      '/.env',
      '/.env.production',
      '/.env.local',
      '/.npmrc',
      '/backup.sql',
      '/backups.sql',
      '/dump.sql',
      '/database.sqlite',
      '/package.json',
      '/docker-compose.yml',
      '/server.js',
      '/server.js.bak',
      '/index.js.bak',
      '/.DS_Store',
    ],
  ],
  ['admin', ['/admin', '/api/admin', '/api/admin/users', '/internal', '/api/internal']],
  [
    'debug',
    [
      '/docs',
      '/api-docs',
      '/api/docs',
      '/documentation',
      '/documentation/json',
      '/swagger',
      '/api',
      '/openapi.json',
      '/swagger.json',
      '/api-json',
      `/graphql?query=${encodeURIComponent(INTROSPECTION)}`,
      '/graphql',
      '/playground',
      '/graphiql',
      '/admin/queues',
      '/queues',
      '/bull-board',
      '/debug',
      '/debug/pprof/',
      '/actuator',
      '/actuator/env',
      '/env',
      '/swagger-stats/ui',
      '/studio',
    ],
  ],
]

/** Of these a service may have its own below the path that it is mounted at. */
const MOUNTED: readonly PathRole[] = ['health', 'liveness', 'readiness', 'metrics', 'debug']

/** The same below the path of the address that was given, such as `/v1`; none for a service at the root. */
export function knownPathsBelow(base: string): (readonly [role: PathRole, paths: readonly string[]])[] {
  if (base === '') return []
  return KNOWN_PATHS.filter(([role]) => MOUNTED.includes(role)).map(
    ([role, paths]) => [role, paths.map((path) => `${base}${path}`)] as const,
  )
}
