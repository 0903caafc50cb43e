import type { HealthCheck } from '../check.ts'
import { readText, refuse } from '../options/read-option.ts'
import { probeHttp, type HttpNumbers } from '../probes/http.ts'
import { remoteCheck, type RemoteOptions } from './parts/remote-check.ts'

export interface HttpOptions extends RemoteOptions {
  url: string
  method?: string
  headers?: Readonly<Record<string, string>>
  body?: string
  /** What the status may be: one, several, or a predicate; anything from 200 to 399 by default. */
  expectStatus?: number | readonly number[] | ((status: number) => boolean)
  /** What the first 64 KiB of the body must contain. */
  expectBody?: string | RegExp
  /** What headers must contain. */
  expectHeaders?: Readonly<Record<string, string | RegExp>>
  /** What fields of a JSON body, by their path, must be: `{ status: 'ok', 'checks.db.up': true, 'nodes.0.lag': (lag) => lag < 5 }`. */
  expectJson?: Readonly<Record<string, JsonExpectation>>
  /** How many redirects are followed; 0 by default. Headers go to the first origin only. */
  maxRedirects?: number
}

export type JsonExpectation = string | number | boolean | null | RegExp | ((value: never) => boolean)

/**
 * Whether a URL answers as it should. One request over a connection of its own.
 *
 * @example
 * http({ name: 'payments-api', url: 'https://payments.internal/healthz', kind: 'monitor', warnAbove: '500ms' })
 */
export function http(options: HttpOptions): HealthCheck {
  const url = readUrl(options.url)
  return remoteCheck('http', {
    // Not the URL: it may hold a secret, and names become labels.
    name: new URL(url).hostname.replace(/[^A-Za-z0-9.-]/g, '-').replace(/^[^A-Za-z0-9]+/, '') || 'http',
    options,
    async run({ signal, measure }) {
      const numbers = await probeHttp(options, signal)
      measure('firstByteTime', numbers.firstByteMs, 'ms')
      measure('bodySize', numbers.bodyBytes, 'bytes')
      const problem = findProblem(numbers, options)
      const value = numbers.status
      return problem === undefined ? { value } : { status: 'critical', value, message: `answered ${value}, ${problem}` }
    },
  })
}

function findProblem(numbers: HttpNumbers, options: HttpOptions): string | undefined {
  const { status, body, headers } = numbers
  const { expectStatus, expectBody, expectHeaders = {}, expectJson } = options
  if (!isExpected(status, expectStatus)) return 'which is not expected'
  if (expectBody !== undefined && !contains(body, expectBody)) return 'but without the expected body'
  for (const [name, wanted] of Object.entries(expectHeaders))
    if (!contains(String(headers[name.toLowerCase()] ?? ''), wanted)) return `but without the expected header ${name}`
  return expectJson && findJsonProblem(body, expectJson)
}

function findJsonProblem(body: string, expected: NonNullable<HttpOptions['expectJson']>): string | undefined {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    return 'but its body is no JSON, or longer than 64 KiB'
  }
  for (const [path, wanted] of Object.entries(expected)) {
    const found = path.split('.').reduce<unknown>((value, key) => Object(value)[key], json)
    if (!isWanted(found, wanted)) return `but ${path} is ${JSON.stringify(found)?.slice(0, 100)}`
  }
  return undefined
}

function isWanted(found: unknown, wanted: JsonExpectation): boolean {
  if (typeof wanted === 'function') return wanted(found as never)
  return wanted instanceof RegExp ? contains(String(found), wanted) : found === wanted
}

function contains(text: string, wanted: string | RegExp): boolean {
  // `search` starts at 0 even where the expression has the flag `g`.
  return typeof wanted === 'string' ? text.includes(wanted) : text.search(wanted) >= 0
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
