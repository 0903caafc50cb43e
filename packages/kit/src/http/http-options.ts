import type { HttpProblem } from '../request/http-problem.ts'
import type { TrustedProxies } from '../request/client-address.ts'
import type { RequestView } from '../request/request-view.ts'
import type { HttpLog } from './access-log.ts'
import type { CompressionOptions } from './compression.ts'
import type { CorsOptions } from './cors.ts'
import type { Csrf } from './create-csrf.ts'
import type { BodyLimits } from './read-body.ts'
import type { SecurityHeaderOptions } from './security-headers.ts'

export interface HttpOptions {
  /** Access log and errors; a pino logger fits. Without it nothing is logged. */
  log?: HttpLog
  /** `'none'` (default), the number of proxies in front of this server, or their addresses and networks. */
  trustProxy?: TrustedProxies
  /** Headers for browsers; false for none. */
  headers?: SecurityHeaderOptions | false
  /** Pages of other origins that may read answers. Default: none. */
  cors?: CorsOptions
  /** From `createCsrf`. */
  csrf?: Pick<Csrf, 'judge'>
  /** From `createRateLimit` of `@shipworthy/kit/limits`. */
  rateLimit?: { judge: (request: RequestView) => Promise<{ headers: Record<string, string>; problem?: HttpProblem }> }
  body?: BodyLimits
  /**
   * What clients are told of errors that are no problems yet, such as 503 for a database that is gone. Default: 500 without a
   * word for what nobody meant for them.
   */
  translate?: (error: unknown) => HttpProblem | undefined
  /**
   * Compresses answers of text with Brotli or gzip. Default: not at all; a proxy in front may do it as well. An answer that
   * holds a secret beside text of the client must say `Cache-Control: no-transform`, as its size tells of the secret (BREACH).
   */
  compression?: CompressionOptions
  /** Requests without a line in the access log, such as those of probes. */
  quiet?: (request: RequestView) => boolean
}
