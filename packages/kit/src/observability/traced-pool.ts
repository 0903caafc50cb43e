import type { PgClient, PgPool } from '../database/pg-pool.ts'
import type { SpanDetails, Tracer } from '../trace/tracer.ts'

type Query = PgPool['query']

/** A span around each statement of a pool, and of the connections it gives; those are new objects each time. */
export function tracedPool<P extends PgPool>(tracer: Tracer, pool: P): P {
  const traced =
    (query: Query): Query =>
    (text, values) =>
      tracer.run(spanOf(text, values), () => query(text, values))

  const connect = async (): Promise<PgClient> => {
    const client = await pool.connect()
    client.query = traced(client.query.bind(client))
    return client
  }
  // With its getters, which a spread would ask once and for all.
  return Object.defineProperties({} as P, {
    ...Object.getOwnPropertyDescriptors(pool),
    query: { value: traced(pool.query), enumerable: true },
    connect: { value: connect, enumerable: true },
  })
}

/** https://opentelemetry.io/docs/specs/semconv/database/ */
function spanOf(text: string, values: readonly unknown[] | undefined): SpanDetails {
  const operation = operationOf(text)
  return {
    name: operation,
    kind: 'client',
    attributes: {
      'db.system.name': 'postgresql',
      'db.operation.name': operation,
      // Its values are elsewhere; without any, they stand in the text.
      ...(values && values.length > 0 && { 'db.query.text': text }),
    },
  }
}

const SPACE_OR_COMMENT = /\s+|--[^\n]*|\/\*[^]*?\*\//y

/** Step by step: as one pattern, a row of comments can be read in so many ways that it takes for ever. */
function operationOf(text: string): string {
  SPACE_OR_COMMENT.lastIndex = 0
  let start = 0
  while (SPACE_OR_COMMENT.test(text)) start = SPACE_OR_COMMENT.lastIndex
  const [word = 'query'] = /^[a-z]+/i.exec(text.slice(start)) ?? []
  return word.toUpperCase()
}
