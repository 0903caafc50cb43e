import type { LivePlan } from '../../../facts/live/live-plan.ts'
import type { LiveRequest } from '../live-request.ts'
import type { LiveSession } from '../live-session.ts'
import { openService } from './open-service.ts'

/**
 * Starts the service when that was asked for, lets the others ask it, and ends it whatever happens to them.
 *
 * @param examine Gets the request with the address of the service in it.
 */
export async function withService<T>(
  request: LiveRequest,
  plan: LivePlan,
  session: LiveSession,
  examine: (request: LiveRequest) => Promise<T>,
): Promise<T> {
  if (!request.start) return examine(request)
  const service = await openService(request, plan, session).catch((error: Error) => error)
  session.service = service
  if (service instanceof Error) return examine(request)
  try {
    return await examine({ ...request, url: request.url ?? service.origin })
  } finally {
    await service.close()
  }
}
