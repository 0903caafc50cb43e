import { attemptEvidence } from '../../derive/live/describe-exchange.ts'
import { healthAnswers } from '../../derive/live/health-answers.ts'
import { project } from '../example-kit.ts'
import { asked, httpFacts, noAnswer, running, silent } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass } from '../rule.ts'

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
      name: 'no running system',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
    { name: 'a system that does not answer', outcome: 'unknown', live: silent('http') },
  ],
  live: {
    parts: ['http'],
    evaluate({ http }) {
      const ready = healthAnswers(http!, ['readiness', 'health'])
      if (ready.length === 0) return notApplicable('no readiness endpoint was found')
      const failing = ready.filter(({ attempt }) => !attempt.ok || attempt.exchange.status >= 300)
      if (failing.length === 0)
        return pass(
          ready.map(({ path, attempt }) => attemptEvidence(path, attempt)),
          ready.length,
        )
      return fail(
        failing.map(({ path, attempt, origin }) => ({
          message: attempt.ok
            ? `${path} answers ${attempt.exchange.status}`
            : `${path} gives no answer: ${attempt.reason}`,
          evidence: [attemptEvidence(path, attempt, `asked because of: ${origin}`)],
          key: `GET ${path}`,
        })),
        ready.length - failing.length,
      )
    },
  },
})
