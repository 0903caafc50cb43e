import { exchangeEvidence } from '../../derive/live/describe-exchange.ts'
import { fullAnswer, healthAnswers } from '../../derive/live/health-answers.ts'
import { healthWord } from '../../derive/live/health-body.ts'
import { faultEvidence, isSuccess } from '../../derive/live/fault-evidence.ts'
import type { Exchange } from '../../facts/live/exchange.ts'
import type { FaultFacts, FaultPath } from '../../facts/live/fault-facts.ts'
import type { AskedPath } from '../../facts/live/http-facts.ts'
import { cutOffService, faultPath } from '../cut-off-service.ts'
import { NO_ANSWER } from '../live-example-http.ts'
import { asked, httpFacts, running } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft, type Verdict } from '../rule.ts'

export default defineRule({
  id: 'health/status-lie',
  catalogue: 'HE03',
  title: 'A health endpoint says that it is ill with status 200',
  severity: 'critical',
  confidence: 'proven',
  needs: [],
  why: 'Load balancers and orchestrators read the status and not the body. An instance that is cut off from its database keeps its traffic, and every request to it fails.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Answer 503 when the body says that the service cannot do its work.',
      code: "res.status(healthy ? 200 : 503).json({ status: healthy ? 'pass' : 'fail' })",
    },
  ],
  references: [
    {
      title: 'Health check response format for HTTP APIs',
      url: 'https://datatracker.ietf.org/doc/html/draft-inadarei-api-health-check',
    },
    {
      title: 'Kubernetes: liveness, readiness and startup probes',
      url: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/',
    },
  ],
  falsePositives: [
    'A service that is degraded and works: 200 is right for warn and degraded.',
    'A part that is down while the whole is well.',
    'An overview for people, beside a readiness endpoint with a status that is true: a warning.',
  ],
  examples: [
    {
      name: 'well, and it says so',
      outcome: 'pass',
      live: running({ http: httpFacts([asked('/health', { body: '{"status":"pass"}' })]) }),
    },
    {
      name: 'degraded, which is right to be 200',
      outcome: 'pass',
      live: running({ http: httpFacts([asked('/health', { body: '{"status":"degraded"}' })]) }),
    },
    {
      name: 'a part is down, the whole is well',
      outcome: 'pass',
      live: running({
        http: httpFacts([asked('/health', { body: '{"status":"ok","checks":{"search":{"status":"down"}}}' })]),
      }),
    },
    {
      name: 'ill, with status 503',
      outcome: 'pass',
      live: running({ http: httpFacts([asked('/health', { status: 503, body: '{"status":"fail"}' })]) }),
    },
    {
      name: 'ill, with status 200',
      outcome: 'fail',
      severity: 'critical',
      says: '/health says',
      live: running({ http: httpFacts([asked('/health', { body: '{"status":"fail","database":"down"}' })]) }),
    },
    {
      name: 'one word',
      outcome: 'fail',
      severity: 'critical',
      live: running({ http: httpFacts([asked('/ready', { body: 'unhealthy' }, { role: 'readiness' })]) }),
    },
    {
      name: 'an overview beside a readiness endpoint that tells the truth',
      outcome: 'fail',
      severity: 'warning',
      live: running({
        http: httpFacts([
          asked('/health', { body: '{"status":"fail"}' }),
          asked('/health/ready', { status: 503, body: '{"status":"fail"}' }, { role: 'readiness' }),
        ]),
      }),
    },
    {
      name: 'a body that says nothing',
      outcome: 'unknown',
      live: running({ http: httpFacts([asked('/health', { body: '{"uptime":12}' })]) }),
    },
    {
      name: 'its database is away, which it says with status 200',
      outcome: 'fail',
      severity: 'critical',
      says: 'without its database',
      live: running({ faults: cutOffService([saying('{"status":"fail"}')]) }, { active: true }),
    },
    {
      name: 'its database is away, and it goes on without',
      outcome: 'pass',
      live: running({ faults: cutOffService([saying('{"status":"degraded"}')]) }, { active: true }),
    },
    ...NO_ANSWER,
  ],
  live: {
    parts: ['http', 'faults'],
    evaluate({ http, faults }) {
      const hidden = faults ? hiddenFaults(faults) : []
      if (hidden.length > 0) return fail(hidden)
      if (!http) return unlessTold(faults!)
      const spoken = healthAnswers(http).flatMap((endpoint) => {
        const answer = fullAnswer(endpoint)
        return answer.ok ? [{ ...endpoint, exchange: answer.exchange }] : []
      })
      if (spoken.length === 0) return notApplicable('no health endpoint was found')
      const telling = spoken.filter(({ exchange }) => isError(exchange) || healthWord(exchange) !== 'silent')
      const lying = telling.filter(({ exchange }) => !isError(exchange) && healthWord(exchange) === 'bad')
      if (lying.length > 0)
        return fail(
          lying.map((endpoint) => ({
            message: `${endpoint.path} says that the service is ill and answers ${endpoint.exchange.status}`,
            evidence: [exchangeEvidence(endpoint.exchange)],
            severity: decides(endpoint, spoken) ? 'critical' : 'warning',
            key: `GET ${endpoint.path}`,
          })),
          telling.length - lying.length,
        )
      const evidence = (telling.length > 0 ? telling : spoken).map(({ exchange }) => exchangeEvidence(exchange))
      return telling.length > 0 ? pass(evidence, telling.length) : unknown('no body says how the service is', evidence)
    },
  },
})

function isError({ status }: Exchange): boolean {
  return status >= 300
}

/** Traffic hangs on it: readiness, or what stands for it where nothing else tells the truth. */
function decides({ role, path }: AskedPath, all: readonly (AskedPath & { exchange: Exchange })[]): boolean {
  if (role === 'readiness') return true
  return role === 'health' && !all.some((other) => other.role === 'readiness' && other.path !== path)
}

/** Paths that are asked before traffic is sent, and say that the service is ill with a status that says otherwise. */
function hiddenFaults({ paths }: FaultFacts): FindingDraft[] {
  const readiness = paths.filter(({ before }) => before.role === 'readiness')
  const asked = readiness.length > 0 ? readiness : paths.filter(({ before }) => before.role === 'health')
  return asked
    .filter(({ during }) => isSuccess(during) && healthWord({ body: during.text }) === 'bad')
    .map((path) => ({
      message: `without its database ${path.before.path} says that the service is ill and answers ${path.during.status}`,
      evidence: faultEvidence(path),
      key: `GET ${path.before.path}`,
    }))
}

function unlessTold({ paths }: FaultFacts): Verdict {
  const telling = paths.filter(({ during }) => !isSuccess(during) || healthWord({ body: during.text }) !== 'silent')
  return telling.length > 0
    ? pass(telling.flatMap(faultEvidence), telling.length)
    : unknown('no body says how the service is', paths.flatMap(faultEvidence))
}

function saying(text: string): FaultPath {
  const fault = faultPath('/ready', 'readiness', [200, 200, 200])
  return { ...fault, during: { ...fault.during, text } }
}
