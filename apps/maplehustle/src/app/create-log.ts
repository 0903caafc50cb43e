import * as api from '@opentelemetry/api'
import { createLogger, createTracing, type Tracing } from '@shipworthy/kit/observability'
import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'

/** Spans of what the service does; without an SDK that is loaded before it, they cost nothing and go nowhere. */
export const TRACING: Tracing = createTracing({ api, name: 'maplehustle' })

/** One line of JSON for each event, with the ids of its request and its trace, and without secrets. */
export function createLog({ APP_NAME: name, LOG_LEVEL: level }: Pick<Config, 'APP_NAME' | 'LOG_LEVEL'>): Logger {
  return createLogger({ name, level, context: TRACING.logContext })
}
