import type { Exchange } from '../../../../facts/live/exchange.ts'

const SIGNS: readonly [sign: string, content: RegExp][] = [
  [
    'queue board',
    /<title>[^<]*(bull[ -]?(dashboard|board|monitor)|arena)[^<]*<\/title>|\/bull-board|static\/[^"]*bull/i,
  ],
  ['GraphQL introspection', /"__schema"\s*:\s*\{/],
  ['GraphQL playground', /graphql[- ]playground|graphiql|embeddable-sandbox/i],
  ['environment of the process', /"(NODE_ENV|HOSTNAME|PATH)"\s*:\s*"|"propertySources"\s*:/],
  ['profiler', /Types of profiles available|\/debug\/pprof\/|\bgoroutine\b/],
  ['actuator', /^\s*\{\s*"_links"\s*:[^]*\bactuator\b/],
  ['Prisma Studio', /<title>\s*Prisma Studio/i],
  ['request statistics', /swagger-stats/i],
  ['API documentation', /swagger-ui|SwaggerUIBundle|<redoc|redoc\.standalone|@scalar\/api-reference|<rapi-doc/i],
  ['API description', /^\s*\{[^]{0,400}"(openapi|swagger)"\s*:\s*"\d/],
]

/** Which tool for developers answers, judged by what is in the answer. */
export function debugSign({ body }: Exchange): string | undefined {
  return SIGNS.find(([, content]) => content.test(body))?.[0]
}
