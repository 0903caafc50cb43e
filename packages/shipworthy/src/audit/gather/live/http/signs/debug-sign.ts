import { isPage } from '../../../../facts/live/catch-all.ts'
import type { Exchange } from '../../../../facts/live/exchange.ts'

type Sign = readonly [sign: string, content: RegExp]

const PAGES: readonly Sign[] = [
  ['queue board', /<title>[^<]*(bull[ -]?(dashboard|board|monitor)|arena)[^<]*<\/title>/i],
  ['GraphQL playground', /graphql[- ]playground|graphiql|embeddable-sandbox/i],
  ['profiler', /Types of profiles available|\/debug\/pprof\//],
  ['Prisma Studio', /<title>\s*Prisma Studio/i],
  ['request statistics', /swagger-stats/i],
  ['API documentation', /swagger-ui|SwaggerUIBundle|<redoc|redoc\.standalone|@scalar\/api-reference|<rapi-doc/i],
]

const DATA: readonly Sign[] = [
  ['GraphQL introspection', /^\s*\{[^]{0,100}"__schema"\s*:\s*\{/],
  ['environment of the process', /^\s*\{[^]*"NODE_ENV"\s*:\s*"|"propertySources"\s*:\s*\[/],
  ['actuator', /^\s*\{\s*"_links"\s*:[^]*\bactuator\b/],
  ['API description', /^\s*\{[^]{0,400}"(openapi|swagger)"\s*:\s*"\d/],
]

/** Which tool for developers answers, judged by what is in the answer. */
export function debugSign(exchange: Exchange): string | undefined {
  const signs = isPage(exchange) ? PAGES : DATA
  return signs.find(([, content]) => content.test(exchange.body))?.[0]
}
