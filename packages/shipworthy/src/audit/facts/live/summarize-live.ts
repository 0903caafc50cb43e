import type { LiveFacts, LiveTarget, SentRequest } from './live-facts.ts'

/** What a report says of how a running system was examined. */
export function summarizeLive({ targets, sent, active }: LiveFacts): {
  targets: LiveTarget[]
  sent: SentRequest[]
  active: boolean
} {
  return { targets, sent, active }
}
