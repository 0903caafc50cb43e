import { request } from 'node:https'
import { isIP } from 'node:net'
import type { TlsFacts } from '../../../facts/live/tls-facts.ts'
import type { LiveSession } from '../live-session.ts'
import { toSilence } from '../to-silence.ts'
import { describeTlsTarget, type TlsTarget } from './tls-target.ts'

const TIMEOUT_MS = 10_000

/** Asks for the root over TLS, whoever the certificate belongs to; nothing is sent that would be worth hiding. */
export async function askPage(target: TlsTarget, session: LiveSession): Promise<TlsFacts['page']> {
  const text = `GET / over TLS from ${describeTlsTarget(target)}`
  try {
    const page = await head(target, session.within(TIMEOUT_MS))
    session.record('tls', text, `${page.status}`)
    return page
  } catch (error) {
    const { reason } = toSilence(error)
    session.record('tls', text, `no answer: ${reason}`)
    return { ok: false, reason }
  }
}

/** Status and headers; the body is not waited for. */
function head({ host, port, name }: TlsTarget, signal: AbortSignal): Promise<Extract<TlsFacts['page'], { ok: true }>> {
  const { promise, resolve, reject } = Promise.withResolvers<Extract<TlsFacts['page'], { ok: true }>>()
  const sent = request({
    host,
    port,
    ...(isIP(name) === 0 && { servername: name }),
    headers: { host: port === 443 ? name : `${name}:${port}`, 'user-agent': 'shipworthy' },
    rejectUnauthorized: false,
    agent: false,
    signal,
  })
  sent.on('response', ({ statusCode = 0, headers }) => {
    const hsts = headers['strict-transport-security']
    resolve({ ok: true, status: statusCode, ...(hsts !== undefined && { hsts }) })
    sent.destroy()
  })
  sent.on('error', reject)
  sent.end()
  return promise
}
