import { sharedCheck, type HealthCheck, type SharedCheckOptions } from '../check.ts'
import type { CheckOutcome } from '../model/check-outcome.ts'
import { readCheckLimit } from '../options/read-check-limit.ts'
import { readText, refuse } from '../options/read-option.ts'
import { probeHttp, type HttpNumbers } from '../probes/http.ts'
import type { Duration } from '../units/duration.ts'

export interface HttpOptions extends SharedCheckOptions {
  url: string
  method?: string
  headers?: Readonly<Record<string, string>>
  body?: string
  /** What the status may be: one, several, or a predicate; anything from 200 to 399 by default. */
  expectStatus?: number | readonly number[] | ((status: number) => boolean)
  /** What the first 64 KiB of the body must contain. */
  expectBody?: string | RegExp
  /** A response that takes this long is a warning. */
  warnAbove?: Duration
}

/**
 * Whether a URL answers as it should. One request over a connection of its own.
 *
 * @example
 * http({ name: 'payments-api', url: 'https://payments.internal/healthz', kind: 'monitor', warnAbove: '500ms' })
 */
export function http(options: HttpOptions): HealthCheck {
  const url = readUrl(options.url)
  const { method, headers, body } = options
  const request = { url, ...(method && { method }), ...(headers && { headers }), ...(body !== undefined && { body }) }
  return sharedCheck({
    // Not the URL: it may hold a secret, and names become labels.
    name: new URL(url).hostname.replace(/[^A-Za-z0-9.-]/g, '-').replace(/^[^A-Za-z0-9]+/, '') || 'http',
    options,
    thresholds: readCheckLimit('responseTime', options.warnAbove, 'http.warnAbove'),
    async run({ signal, measure }) {
      const numbers = await probeHttp(request, signal)
      measure('firstByteTime', numbers.firstByteMs, 'ms')
      measure('bodySize', numbers.bodyBytes, 'bytes')
      return judge(numbers, options)
    },
  })
}

function judge({ status, body }: HttpNumbers, { expectStatus, expectBody }: HttpOptions): CheckOutcome {
  if (!isExpected(status, expectStatus))
    return { status: 'critical', value: status, message: `answered ${status}, which is not expected` }
  const hasBody =
    expectBody === undefined || (typeof expectBody === 'string' ? body.includes(expectBody) : expectBody.test(body))
  if (!hasBody)
    return { status: 'critical', value: status, message: `answered ${status}, but without the expected body` }
  return { value: status }
}

function isExpected(status: number, expected: HttpOptions['expectStatus']): boolean {
  if (expected === undefined) return status >= 200 && status < 400
  if (typeof expected === 'function') return expected(status)
  return typeof expected === 'number' ? status === expected : expected.includes(status)
}

function readUrl(url: unknown): string {
  const text = readText(url, 'http.url')
  // The URL itself must not get into a message.
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) refuse('http.url', 'an absolute http or https URL', undefined)
  return text
}
