import { attemptEvidence } from '../../derive/live/describe-exchange.ts'
import { healthPaths } from '../../derive/live/health-answers.ts'
import { isCatchAll, saysNothing } from '../../facts/live/catch-all.ts'
import type { Exchange } from '../../facts/live/exchange.ts'
import type { AskedPath } from '../../facts/live/http-facts.ts'
import { NO_ANSWER, service, unknownRoute } from '../live-example-http.ts'
import { asked, httpFacts, running } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

export default defineRule({
  id: 'health/auth-required',
  catalogue: 'HE08',
  title: 'Health endpoints answer nobody without credentials',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'Orchestrators and load balancers send no credentials. What they get is a refusal or the way to a login page, which counts as failed or, worse, as healthy.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Mount liveness and readiness before the authentication. They need to say nothing but the status.',
    },
    { for: 'express', effort: 'S', text: 'Order decides.', code: 'app.use(healthRoutes)\napp.use(requireUser)' },
  ],
  references: [
    {
      title: 'Kubernetes: liveness, readiness and startup probes',
      url: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/',
    },
  ],
  falsePositives: [
    'A detailed endpoint that is private beside one that is not.',
    'A well-known path that is refused like any other address.',
    'A redirect to the same path with https or with a slash at its end.',
  ],
  examples: [
    {
      name: 'open',
      outcome: 'pass',
      live: running({ http: service([asked('/health', { body: '{"status":"ok"}' })]) }),
    },
    {
      name: 'a private one beside an open one',
      outcome: 'pass',
      live: running({
        http: service([
          asked('/health', { body: '{"status":"ok"}' }),
          asked('/health/detailed', { status: 401 }, { declared: true }),
        ]),
      }),
    },
    {
      name: 'refused',
      outcome: 'fail',
      says: '/health answers 401',
      live: running({ http: service([asked('/health', { status: 401 }, { declared: true })]) }),
    },
    {
      name: 'sent to a login page',
      outcome: 'fail',
      says: 'login',
      live: running({
        http: service([
          asked('/health', { status: 302, headers: { location: '/login?next=/health' } }, { declared: true }),
        ]),
      }),
    },
    {
      name: 'everything is refused, and nothing says where health is',
      outcome: 'unknown',
      live: running({ http: httpFacts([unknownRoute({ status: 401 }), asked('/health', { status: 401 })]) }),
    },
    {
      name: 'no endpoint',
      outcome: 'not-applicable',
      live: running({ http: service([asked('/health', { status: 404 })]) }),
    },
    ...NO_ANSWER,
  ],
  live: {
    parts: ['http'],
    evaluate({ http }) {
      const answered = healthPaths(http!).flatMap((path) =>
        path.attempt.ok ? [{ ...path, exchange: path.attempt.exchange }] : [],
      )
      const open = answered.filter(
        (asked) =>
          (asked.exchange.status < 300 || asked.exchange.status >= 500) &&
          (asked.declared || !saysNothing(asked, http!)),
      )
      if (open.length > 0)
        return pass(
          open.map(({ path, attempt }) => attemptEvidence(path, attempt)),
          open.length,
        )
      const closed = answered.filter(({ path, exchange }) => isClosed(path, exchange))
      if (closed.length === 0) return notApplicable('no health endpoint was found')
      const own = closed.filter(({ declared, attempt }) => declared || !isCatchAll(attempt, http!))
      if (own.length === 0 || isGated(http!.paths))
        return unknown('every address asks for credentials, so nothing tells where health endpoints are')
      return fail(
        own.map(({ path, attempt, exchange }) => ({
          message: `${path} answers ${exchange.status}${destination(exchange)} without credentials`,
          evidence: [attemptEvidence(path, attempt)],
          key: `GET ${path}`,
        })),
      )
    },
  },
})

/** The whole site wants credentials, as staging systems do. */
function isGated(paths: readonly AskedPath[]): boolean {
  return paths.some(({ role, attempt }) => role === 'root' && attempt.ok && attempt.exchange.status === 401)
}

function isClosed(path: string, { status, headers }: Exchange): boolean {
  if (status === 401 || status === 403) return true
  const { location } = headers
  return status >= 300 && status < 400 && location !== undefined && !isSamePath(path, location)
}

function isSamePath(path: string, location: string): boolean {
  return location.replace(/^https?:\/\/[^/]+/, '').replace(/\/$/, '') === path.replace(/\/$/, '')
}

function destination({ headers }: Exchange): string {
  return headers['location'] === undefined ? '' : ` (to ${headers['location'].split('?')[0]})`
}
