import { probed } from '../../derive/evidence.ts'
import { pathOf } from '../../facts/live/catch-all.ts'
import type { Exchange } from '../../facts/live/exchange.ts'
import type { LiveFacts } from '../../facts/live/live-facts.ts'
import { NO_ANSWER, posted, service } from '../live-example-http.ts'
import { running } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

const TRIALS = ['login:default', 'basic:default']
const tried = (...answers: number[]): LiveFacts =>
  running(
    { http: service([], { trials: { 'login:default': answers.map((status) => posted('/login', { status })) } }) },
    { active: true },
  )

export default defineRule({
  id: 'security/default-admin',
  catalogue: 'SE22',
  title: 'An account with a password that everybody knows',
  severity: 'critical',
  confidence: 'proven',
  needs: [],
  why: 'Names and passwords such as admin/admin are the first that anybody tries. Whoever gets in is the administrator.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Delete the account or change its password now, and look through the log for strangers. Let a seed make no accounts in production, or take the password from a secret.',
    },
  ],
  references: [{ title: 'OWASP ASVS 5.0, V6.3.2', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' }],
  falsePositives: [
    'A service that answers any login with success: a name that nobody has is tried first.',
    'An account that must choose a new password before it can do anything.',
  ],
  examples: [
    { name: 'all refused', outcome: 'pass', live: tried(401, 401, 401, 401) },
    { name: 'one is let in', outcome: 'fail', severity: 'critical', says: '/login', live: tried(401, 200) },
    { name: 'anybody is let in', outcome: 'unknown', says: 'nobody has', live: tried(200) },
    { name: 'attempts are limited', outcome: 'pass', live: tried(401, 429) },
    { name: 'a body it does not understand', outcome: 'unknown', live: tried(400, 400, 400, 400) },
    { name: 'not allowed to try', outcome: 'not-applicable', live: running({ http: service([]) }) },
    ...NO_ANSWER,
  ],
  live: {
    parts: ['http'],
    evaluate({ http }) {
      const doors = TRIALS.map((name) => http!.trials[name] ?? []).filter(({ length }) => length > 0)
      if (doors.length === 0) return notApplicable('no login was tried: none is known, or --active was not given')
      const findings = doors.flatMap(letIn)
      if (findings.length > 0) return fail(findings)
      const [first] = doors as [Exchange[], ...Exchange[][]]
      if (first[0]!.status < 300)
        return unknown('the login answers a name that nobody has with success', [doorEvidence(first[0]!)])
      const refusing = doors.filter((door) => door.every(({ status }) => [401, 403, 429].includes(status)))
      return refusing.length > 0
        ? pass(
            refusing.map((door) => doorEvidence(door.at(-1)!)),
            refusing.length,
          )
        : unknown('the login did not understand what was sent', [doorEvidence(first.at(-1)!)])
    },
  },
})

/** The first of a door is a name that nobody has. */
function letIn(door: readonly Exchange[]): FindingDraft[] {
  const last = door.at(-1)!
  if (door.length < 2 || last.status >= 300 || door[0]!.status < 400) return []
  const path = pathOf(last.url)
  return [
    {
      message: `${path} lets admin in with a password that everybody knows`,
      evidence: [doorEvidence(last)],
      key: `${last.method} ${path}`,
    },
  ]
}

function doorEvidence({ method, url, status }: Exchange): ReturnType<typeof probed> {
  return probed(`${method} ${pathOf(url)}`, String(status))
}
