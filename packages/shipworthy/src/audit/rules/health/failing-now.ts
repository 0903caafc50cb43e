import { attemptEvidence } from '../../derive/live/describe-exchange.ts'
import { fullAnswer, healthAnswers } from '../../derive/live/health-answers.ts'
import type { Attempt } from '../../facts/live/exchange.ts'
import { NO_ANSWER } from '../live-example-http.ts'
import { asked, httpFacts, noAnswer, running } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

export default defineRule({
  id: 'health/failing-now',
  catalogue: 'HE02',
  title: 'The service says that it is not ready',
  severity: 'critical',
  confidence: 'proven',
  needs: [],
  why: 'A readiness endpoint that answers anything but 2xx takes the instance out of the load balancer. If all of them do, there is nobody left to answer.',
  remedies: [
    {
      for: 'any',
      effort: 'M',
      text: 'Read what the endpoint says is missing (most often a dependency that cannot be reached, or a migration that has not run) and mend that.',
    },
  ],
  references: [
    {
      title: 'Kubernetes: liveness, readiness and startup probes',
      url: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/',
    },
  ],
  falsePositives: [
    'A service that is still starting: it is asked three times over some seconds.',
    'A service that says it is under maintenance: unknown.',
    'An endpoint that asks for credentials, or sends elsewhere: health/auth-required speaks of that.',
    'A path of the same name that is for something else: only answers that are no page count, unless the project declares the path.',
  ],
  examples: [
    {
      name: 'ready',
      outcome: 'pass',
      live: running({ http: httpFacts([asked('/health/ready', { status: 200 }, { role: 'readiness' })]) }),
    },
    {
      name: 'a dependency is missing',
      outcome: 'fail',
      severity: 'critical',
      says: '/health/ready answers 503',
      live: running({
        http: httpFacts([
          asked('/health/live', { status: 200 }, { role: 'liveness' }),
          asked('/health/ready', { status: 503, body: '{"status":"fail"}' }, { role: 'readiness' }),
        ]),
      }),
    },
    {
      name: 'an endpoint that the code declares does not answer',
      outcome: 'fail',
      says: 'gives no answer',
      live: running({
        http: httpFacts([
          { path: '/ready', role: 'readiness', origin: 'app.js:3', declared: true, attempt: noAnswer() },
        ]),
      }),
    },
    {
      name: 'a page for every address',
      outcome: 'not-applicable',
      live: running({
        http: httpFacts([
          asked('/ready', { headers: { 'content-type': 'text/html' }, body: '<!doctype html>' }, { role: 'readiness' }),
        ]),
      }),
    },
    {
      name: 'under maintenance',
      outcome: 'unknown',
      says: 'maintenance',
      live: running({
        http: httpFacts([asked('/health', { status: 503, body: '{"message":"Down for maintenance"}' })]),
      }),
    },
    {
      name: 'an endpoint that asks for credentials',
      outcome: 'unknown',
      says: 'does not say',
      live: running({
        http: httpFacts([asked('/health/ready', { status: 401 }, { role: 'readiness', declared: true })]),
      }),
    },
    {
      name: 'every address fails the same way',
      outcome: 'not-applicable',
      live: running({
        http: httpFacts([
          asked('/no-such-page', { status: 500, body: '{"error":"database"}' }, { role: 'unknown-route' }),
          asked('/health', { status: 500, body: '{"error":"database"}' }),
        ]),
      }),
    },
    ...NO_ANSWER,
  ],
  live: {
    parts: ['http'],
    evaluate({ http }) {
      const ready = healthAnswers(http!, ['readiness', 'health'])
      if (ready.length === 0) return notApplicable('no readiness endpoint was found')
      const judged = ready.map((endpoint) => ({ ...endpoint, answer: fullAnswer(endpoint) }))
      const plain = judged.filter(({ answer }) => !isWithheld(answer))
      const [withheld] = judged
      if (plain.length === 0)
        return unknown(`${withheld!.path} does not say whether the service is ready`, [
          attemptEvidence(withheld!.path, withheld!.answer),
        ])
      const failing = plain.filter(({ answer }) => !answer.ok || answer.exchange.status >= 300)
      const maintained = failing.find(({ answer }) => isMaintenance(answer))
      if (maintained)
        return unknown(`${maintained.path} says that the service is under maintenance`, [
          attemptEvidence(maintained.path, maintained.answer),
        ])
      if (failing.length === 0)
        return pass(
          plain.map(({ path, answer }) => attemptEvidence(path, answer)),
          plain.length,
        )
      return fail(
        failing.map(({ path, answer, origin, tries = 1 }) => ({
          message: `${path} ${answer.ok ? `answers ${answer.exchange.status}` : `gives no answer: ${answer.reason}`}`,
          evidence: [
            attemptEvidence(path, answer, `asked ${tries === 1 ? 'once' : `${tries} times`} because of: ${origin}`),
          ],
          key: `GET ${path}`,
        })),
        plain.length - failing.length,
      )
    },
  },
})

/** It asks who wants to know, or sends elsewhere: that is no word about its state. */
function isWithheld(answer: Attempt): boolean {
  if (!answer.ok) return false
  const { status } = answer.exchange
  return status === 401 || status === 403 || (status >= 300 && status < 400)
}

function isMaintenance(answer: Attempt): boolean {
  return answer.ok && answer.exchange.status === 503 && /maintenance/i.test(answer.exchange.body)
}
