import { isLocal } from '../../audit/gather/live/is-local.ts'
import { ShipworthyError } from '../../errors.ts'

interface ActiveTarget {
  active: boolean
  url: string | undefined
  /** Hosts that the user says they may test. */
  authorised: readonly string[]
}

/**
 * Refuses to disturb what is not one's own: a host must be loopback or private, or be named by the user.
 *
 * @throws ShipworthyError `SW_ERR_NOT_AUTHORISED`
 */
export function refuseUnlessAllowed({ active, url, authorised }: ActiveTarget): void {
  if (url === undefined) return
  const { hostname, host } = new URL(url)
  if (isLocal(hostname) || authorised.some((name) => name === hostname || name === host)) return
  throw ShipworthyError.of('SW_ERR_NOT_AUTHORISED', { option: active ? '--active' : '--load', host: hostname })
}
