/** What is used of `@opentelemetry/api` 1.x; the package itself fits. */
export interface OtelApi {
  trace: {
    getTracer(name: string, version?: string): OtelTracer
    getActiveSpan(): OtelSpan | undefined
    setSpanContext(context: OtelContext, spanContext: OtelSpanContext): OtelContext
  }
  context: { active(): OtelContext }
  propagation: { inject(context: OtelContext, carrier: unknown, setter: OtelSetter): void }
}

/** Handed from one function of the API to another. */
export interface OtelContext {
  getValue(key: symbol): unknown
  setValue(key: symbol, value: unknown): OtelContext
  deleteValue(key: symbol): OtelContext
}

export interface OtelTracer {
  startActiveSpan<T>(name: string, options: OtelSpanOptions, context: OtelContext, work: (span: OtelSpan) => T): T
}

export interface OtelSpanOptions {
  kind: number
  attributes: Record<string, string | number>
}

export interface OtelSpan {
  spanContext(): OtelSpanContext
  setAttribute(name: string, value: string | number): unknown
  setStatus(status: { code: number }): unknown
  end(): void
}

export interface OtelSpanContext {
  traceId: string
  spanId: string
  traceFlags: number
  isRemote?: boolean
}

export interface OtelSetter {
  set(carrier: Headers, name: string, value: string): void
}

/** `SpanKind` of the API. */
export const OTEL_KINDS = { internal: 0, client: 2, producer: 3, consumer: 4 } as const
/** `SpanStatusCode.ERROR` of the API. */
export const OTEL_ERROR = 2
