import type { PaymentFacts } from '../../../facts/live/payment-facts.ts'
import type { Attempt } from '../../../facts/live/exchange.ts'
import { sendRequest } from '../http/send-request.ts'
import type { LiveSession } from '../live-session.ts'

const MAX_ENDPOINTS = 100

/** Asks Stripe whether it takes a key, and which addresses it calls. Only reads. */
export async function askStripe(
  base: string,
  key: string,
  session: LiveSession,
): Promise<Pick<PaymentFacts, 'account' | 'endpoints'>> {
  const ask = (path: string): Promise<Attempt> =>
    sendRequest(session, { url: new URL(path, base).href, headers: { authorization: `Bearer ${key}` } }, 'payments')
  const account = await ask('/v1/account')
  if (!account.ok) return {}
  const { status } = account.exchange
  // A restricted key is known and may not read everything.
  if (status === 401) return { account: { gateway: 'Stripe', state: 'refused', status, answer: 'GET /v1/account' } }
  const endpoints = await ask(`/v1/webhook_endpoints?limit=${MAX_ENDPOINTS}`)
  return {
    ...((status === 200 || status === 403) && {
      account: { gateway: 'Stripe', state: 'accepted' as const, status, answer: 'GET /v1/account' },
    }),
    ...(endpoints.ok && endpoints.exchange.status === 200 && { endpoints: readEndpoints(endpoints.exchange.body) }),
  }
}

function readEndpoints(body: string): { url: string; status: string }[] {
  try {
    const { data } = JSON.parse(body) as { data?: { url?: unknown; status?: unknown }[] }
    return (Array.isArray(data) ? data : []).flatMap(({ url, status }) =>
      typeof url === 'string' && typeof status === 'string' ? [{ url, status }] : [],
    )
  } catch {
    return []
  }
}
