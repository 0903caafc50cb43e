import type { PgPool } from '../database/pg-pool.ts'
import { readTraceParent, writeTraceParent } from '../request/trace-parent.ts'
import type { SetAttribute, SpanDetails, Tracer } from '../trace/tracer.ts'
import { OTEL_ERROR, OTEL_KINDS, type OtelApi, type OtelContext, type OtelSpan } from './otel-api.ts'
import { tracedFetch } from './traced-fetch.ts'
import { tracedPool } from './traced-pool.ts'

export interface TracingOptions {
  /** `import * as api from '@opentelemetry/api'` */
  api: OtelApi
  /** Names what makes the spans. Default `@shipworthy/kit`. */
  name?: string
}

export interface Tracing extends Tracer {
  /** The same pool, with a span around each statement. For pools of the kit: `createPool`, `createEmbeddedPool`. */
  pool: <P extends PgPool & { statistics: unknown }>(pool: P) => P
  /** `fetch` with a span, whose ids go along for the other service. Query and credentials of URLs stay out of the span. */
  fetch: typeof fetch
  /** Ids for log lines: `createLogger({ context: tracing.logContext })`. */
  logContext: () => { traceId?: string; spanId?: string }
}

/**
 * Spans of OpenTelemetry around statements, jobs, and requests to other services. Without an SDK that the application starts, the
 * API does nothing, and so does this.
 *
 * @example
 * import * as api from '@opentelemetry/api'
 * const tracing = createTracing({ api })
 * const pool = tracing.pool(createPool({ connectionString: config.DATABASE_URL }))
 * const jobs = createJobs({ store, tasks, tracer: tracing })
 * const log = createLogger({ context: tracing.logContext })
 */
export function createTracing({ api, name = '@shipworthy/kit' }: TracingOptions): Tracing {
  const tracer = api.trace.getTracer(name)

  function run<T>(details: SpanDetails, work: (set: SetAttribute) => Promise<T>): Promise<T> {
    const options = { kind: OTEL_KINDS[details.kind], attributes: { ...details.attributes } }
    return tracer.startActiveSpan(details.name, options, parentOf(details), (span) => finish(span, work))
  }

  function parentOf({ parent }: SpanDetails): OtelContext {
    const active = api.context.active()
    const remote = readTraceParent(parent)
    if (!remote) return active
    const { traceId, spanId, flags } = remote
    return api.trace.setSpanContext(active, { traceId, spanId, traceFlags: flags, isRemote: true })
  }

  const traced: Tracer = {
    run,
    traceParent: () => {
      const context = api.trace.getActiveSpan()?.spanContext()
      const text = context && writeTraceParent({ ...context, flags: context.traceFlags })
      // Without an SDK there is a span with ids of zeros.
      return readTraceParent(text) && text
    },
  }

  return {
    ...traced,
    pool: (pool) => tracedPool(traced, pool),
    fetch: tracedFetch(traced, (headers) =>
      api.propagation.inject(api.context.active(), headers, { set: (to, key, value) => to.set(key, value) }),
    ),
    logContext: () => {
      const { traceId, spanId } = readTraceParent(traced.traceParent()) ?? {}
      return { ...(traceId !== undefined && { traceId }), ...(spanId !== undefined && { spanId }) }
    },
  }
}

/** Messages of errors may hold anything, so a span says only of what kind they are; the log says the rest. */
async function finish<T>(span: OtelSpan, work: (set: SetAttribute) => Promise<T>): Promise<T> {
  try {
    return await work((name, value) => void span.setAttribute(name, value))
  } catch (error) {
    span.setAttribute('error.type', typeOf(error))
    span.setStatus({ code: OTEL_ERROR })
    throw error
  } finally {
    span.end()
  }
}

function typeOf(error: unknown): string {
  const { code, name } = (typeof error === 'object' && error ? error : {}) as { code?: unknown; name?: unknown }
  if (typeof code === 'string') return code
  return typeof name === 'string' ? name : 'unknown'
}
