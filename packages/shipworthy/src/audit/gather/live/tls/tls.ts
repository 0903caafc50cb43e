import { sendRequest } from '../http/send-request.ts'
import type { LiveGatherer } from '../live-gatherer.ts'
import { SilentError } from '../silent-error.ts'
import { askProtocols, askWeakCiphers } from './ask-offers.ts'
import { askPage } from './ask-page.ts'
import { readChain } from './read-chain.ts'
import { describeTlsTarget, plainAddress, requestedTlsTarget } from './tls-target.ts'

/** Shakes hands with a server, well and badly, and reads what it shows. */
export const tls: LiveGatherer<'tls'> = {
  part: 'tls',
  nameOf(request) {
    if (request.tls === undefined) return undefined
    return typeof request.tls === 'string' ? request.tls : request.url && new URL(request.url).host
  },
  async gather(request, _plan, session) {
    const target = requestedTlsTarget(request)
    if (!target) throw new SilentError('no address was given')
    const askedAtMs = Date.now()
    const certificates = await readChain(target, request.ca, session)
    const protocols = await askProtocols(target, session)
    const weak = await askWeakCiphers(target, session)
    const page = await askPage(target, session)
    const url = plainAddress(target, request)
    return {
      target: describeTlsTarget(target),
      name: target.name,
      hasOwnAuthority: request.ca !== undefined,
      askedAtMs,
      ...certificates,
      protocols,
      weak,
      page,
      ...(url && { plain: { url, attempt: await sendRequest(session, { url }, 'tls') } }),
    }
  },
}
