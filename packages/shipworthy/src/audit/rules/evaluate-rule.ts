import type { LivePart } from '../facts/live/live-facts.ts'
import type { Silent } from '../facts/live/silence.ts'
import type { ProjectFacts } from '../facts/project-facts.ts'
import type { ViewName, Views } from '../derive/views.ts'
import { asVerdict } from './as-verdict.ts'
import { notApplicable, unknown, type LiveHalf, type Rule, type Verdict } from './rule.ts'

/** What the source says; not applicable where there is none, or where only a running system could answer. */
export function evaluateSource(rule: Rule, views: Views, { sourceless }: ProjectFacts): Verdict {
  if (!rule.evaluate) return { ...notApplicable('only a running system can answer this'), unasked: 'system' }
  if (sourceless) return { ...notApplicable('no source was given'), unasked: 'source' }
  return asVerdict(rule.evaluate(pick(views, rule.needs)))
}

/** What the running system says; nothing when what the rule looks at was not asked for. */
export function evaluateLive({ live: half, needs }: Rule, views: Views, { live }: ProjectFacts): Verdict | undefined {
  const asked = half?.parts.filter((part) => live?.answers[part]) ?? []
  if (!half || !live || asked.length === 0) return undefined
  const answered = asked.filter((part) => live.answers[part]!.state === 'answered')
  if (answered.length === 0) return asVerdict(silentVerdict(half, live.answers[asked[0]!] as Silent))
  return asVerdict(half.evaluate(factsOf(live.answers, answered), pick(views, needs)))
}

function silentVerdict({ silent }: LiveHalf, silence: Silent): Verdict {
  return silent ? silent(silence) : unknown(silence.reason)
}

function factsOf(
  answers: NonNullable<ProjectFacts['live']>['answers'],
  parts: readonly LivePart[],
): Parameters<LiveHalf['evaluate']>[0] {
  return Object.fromEntries(
    parts.flatMap((part) => {
      const answer = answers[part]
      return answer?.state === 'answered' ? [[part, answer.facts]] : []
    }),
  )
}

/** Only what the rule declared; asking for more is a fault of the rule and shows at once. */
function pick(views: Views, needs: readonly ViewName[]): Views {
  const picked = {}
  for (const name of needs) Object.defineProperty(picked, name, { enumerable: true, get: () => views[name] })
  return picked as Views
}
