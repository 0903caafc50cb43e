import type { LivePlan } from '../../facts/live/live-plan.ts'
import type { LiveFacts, LivePart, LiveTarget } from '../../facts/live/live-facts.ts'
import { GATHERERS } from './gatherers.ts'
import { isDeployed } from './is-deployed.ts'
import type { AnyGatherer } from './live-gatherer.ts'
import type { LiveRequest } from './live-request.ts'
import { startSession, type LiveSession } from './live-session.ts'
import { withService } from './process/with-service.ts'
import { toSilence } from './to-silence.ts'

export interface GatherLiveOptions {
  onProgress?: (step: string) => void
}

/** Asks every part that was asked for, one after the other: what one does must not show in what another measures. */
export async function gatherLive(
  request: LiveRequest,
  plan: LivePlan,
  { onProgress }: GatherLiveOptions = {},
): Promise<LiveFacts> {
  const session = startSession(request)
  const targets: LiveTarget[] = []
  const answers: LiveFacts['answers'] = {}
  if (request.start) onProgress?.('starting the service')
  await withService(request, plan, session, async (addressed) => {
    for (const gatherer of GATHERERS) {
      const name = gatherer.nameOf(addressed, plan)
      if (name === undefined) continue
      onProgress?.(`asking ${name}`)
      const answer = await answerOf(gatherer, addressed, plan, session)
      Object.assign(answers, { [gatherer.part]: answer })
      targets.push({
        part: gatherer.part,
        name,
        state: answer.state,
        ...(answer.state === 'silent' && { reason: answer.reason }),
      })
    }
  })
  return { targets, sent: session.sent, active: session.active, answers }
}

type AnyAnswer = NonNullable<LiveFacts['answers'][LivePart]>

async function answerOf(
  { part, gather }: AnyGatherer,
  request: LiveRequest,
  plan: LivePlan,
  session: LiveSession,
): Promise<AnyAnswer> {
  try {
    session.signal.throwIfAborted()
    return { state: 'answered', facts: await gather(request, plan, session) } as AnyAnswer
  } catch (error) {
    return { ...toSilence(error), ...(isDeployed(part, request) && { isDeployed: true as const }) }
  }
}
