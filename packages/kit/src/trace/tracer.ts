export type SpanKind = 'internal' | 'client' | 'producer' | 'consumer'

/** Something that takes time, as traces show it. */
export interface SpanDetails {
  /** Of few different values, as traces are grouped by it: no id and no path belongs here. */
  name: string
  kind: SpanKind
  /** Named as in the semantic conventions of OpenTelemetry, where those have a name for it. */
  attributes?: Readonly<Record<string, string | number>>
  /** W3C `traceparent` of what asked for this, elsewhere and perhaps earlier. Default: the span that runs now. */
  parent?: string
}

export type SetAttribute = (name: string, value: string | number) => void

/** What parts of the kit tell of their work; `createTracing` of `@shipworthy/kit/observability` makes one. */
export interface Tracer {
  /** Does something within a span, which ends when it does. */
  run: <T>(span: SpanDetails, work: (set: SetAttribute) => Promise<T>) => Promise<T>
  /** W3C `traceparent` of the span that runs now, for whoever goes on with its work elsewhere. */
  traceParent: () => string | undefined
}
