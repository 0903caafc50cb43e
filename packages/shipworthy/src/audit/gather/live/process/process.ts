import type { LiveGatherer } from '../live-gatherer.ts'
import { SilentError } from '../silent-error.ts'
import { hideSecrets } from './hide-secrets.ts'
import { restingFigures } from './resting-figures.ts'
import { stopService } from './stop-service.ts'

/** Judges a service that was started by how it starts and how it stops. Last of all: nobody can ask it any more. */
export const process: LiveGatherer<'process'> = {
  part: 'process',
  nameOf: ({ start }) => start && hideSecrets(start.command),
  async gather({ start }, plan, session) {
    const { service } = session
    if (!start || !service) throw new SilentError('it was not started')
    if (service instanceof Error) throw service
    const { origin, bootMs, badDatabase, started } = service
    const rest = await restingFigures(service, plan, session)
    const hasEnded = started.exit() !== undefined
    return {
      command: hideSecrets(start.command),
      origin,
      bootMs,
      rest,
      ...(badDatabase && { badDatabase }),
      ...(!hasEnded && { stop: await stopService(service, plan, session) }),
    }
  },
}
