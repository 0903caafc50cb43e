import { probeHttp } from '@shipworthy/health/probes/http'
import type { LiveSession } from '../live-session.ts'
import { SilentError } from '../silent-error.ts'
import { toSilence } from '../to-silence.ts'

const TIMEOUT_MS = 10_000
const MAX_BYTES = 8 * 1024 * 1024

export interface JsonQuestion {
  session: LiveSession
  ca?: string
  /** The answer is not in an envelope `{ status, data }`. */
  isPlain?: boolean
}

/**
 * What an API of Prometheus or Alertmanager answers.
 *
 * @throws SilentError when it does not answer, or with something else.
 */
export async function askJson<T>(base: string, path: string, { session, isPlain = false }: JsonQuestion): Promise<T> {
  const url = new URL(path, base.endsWith('/') ? base : `${base}/`)
  const shown = `GET ${url.origin}${url.pathname}`
  try {
    const { status, body } = await probeHttp({ url: url.href, maxBodyBytes: MAX_BYTES }, session.within(TIMEOUT_MS))
    session.record('prometheus', shown, String(status))
    if (status !== 200) throw new SilentError(`${url.pathname} answers ${status}`, 'protocol')
    return unwrap<T>(parse(body, url.pathname), isPlain, url.pathname)
  } catch (error) {
    if (error instanceof SilentError) throw error
    const { cause, reason } = toSilence(error)
    session.record('prometheus', shown, `no answer: ${reason}`)
    throw new SilentError(reason, cause)
  }
}

function parse(body: string, path: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw new SilentError(`${path} answers something other than JSON`, 'protocol')
  }
}

function unwrap<T>(answer: unknown, isPlain: boolean, path: string): T {
  if (isPlain) return answer as T
  const { status, data } = (answer ?? {}) as { status?: string; data?: T }
  if (status !== 'success' || data === undefined) throw new SilentError(`${path} answers without data`, 'protocol')
  return data
}
