import type { Exchange } from '../../../../facts/live/exchange.ts'
import { isPage } from '../../../../facts/live/catch-all.ts'

/** Content by which a file is known for certain; the status proves nothing. */
const SIGNS: readonly [path: RegExp, sign: string, content: RegExp][] = [
  [/\/\.git\/HEAD$/, 'Git repository', /^(ref: refs\/\S+|[0-9a-f]{40,64})\s*$/],
  [
    /\/\.env[\w.-]*$/,
    'variables with credentials',
    /^(export\s+)?([A-Z0-9_]*(SECRET|PASSWORD|PASSWD|TOKEN|KEY|CREDENTIAL|DSN)[A-Z0-9_]*\s*=\s*\S|[A-Z0-9_]+\s*=\s*["']?\w+:\/\/[^\s:/]+:[^\s@]+@)/m,
  ],
  [/\/\.env[\w.-]*$/, 'variables', /^(export\s+)?[A-Z][A-Z0-9_]*\s*=/m],
  [/\/\.npmrc$/, 'npm settings with a token', /_authToken\s*=|_auth\s*=|_password\s*=/],
  [
    /\.sql$/,
    'database dump',
    /^-- (PostgreSQL|MySQL|MariaDB) (database )?dump|^PGDMP|^\s*(CREATE TABLE|INSERT INTO|COPY \S+ \()/im,
  ],
  [/\.sqlite$/, 'database file', /^SQLite format 3/],
  [/\/docker-compose\.yml$/, 'compose file', /^services:/m],
  [
    /\.js(\.bak)?$/,
    'source of the server',
    /\brequire\(\s*['"](node:)?(express|fastify|koa|http|https|pg|fs)['"]\s*\)|\bfrom\s+['"](node:|express|fastify|koa|hono)/,
  ],
  [/\/\.DS_Store$/, 'folder listing of a Mac', /^[^]{4}Bud1/],
  [/\.map$/, 'source map', /^\s*\{[^]{0,4096}?"(mappings|sourcesContent|sources)"\s*:/],
]

/** What a file that should not be served is, judged by what is in it. */
export function artefactSign(path: string, exchange: Exchange): string | undefined {
  if (isPage(exchange)) return undefined
  if (path.endsWith('/package.json')) return isManifest(exchange.body) ? 'package.json of the service' : undefined
  return SIGNS.find(([ofPath, , content]) => ofPath.test(path) && content.test(exchange.body))?.[1]
}

/** A registry of packages has a package of that name, with all its versions. */
function isManifest(body: string): boolean {
  try {
    const value = JSON.parse(body) as Record<string, unknown> | null
    return typeof value?.['dependencies'] === 'object' && !('versions' in value)
  } catch {
    return false
  }
}
