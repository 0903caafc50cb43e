import { corsAnswers, corsEvidence, type CorsAnswer } from '../../derive/live/cors-answers.ts'
import { corsTrial, httpFacts, running } from '../live-example-kit.ts'
import { corsPolicies, corsTokens, type CorsPolicy } from '../../derive/http/cors-view.ts'
import { codeAt } from '../../derive/evidence.ts'
import { unlessWeb } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const SERVER = (options: string): Record<string, string> =>
  project('express@5 cors@2', {
    'server.js': `const app = require('express')()\napp.use(require('cors')(${options}))\napp.get('/me', (req, res) => res.json({}))\napp.listen(3000)\n`,
  })

export default defineRule({
  id: 'security/cors-reflect-credentials',
  catalogue: 'SE11',
  title: 'Any origin may read answers with credentials',
  severity: 'critical',
  confidence: 'structural',
  needs: ['service', 'http', 'program'],
  tokens: corsTokens,
  why: 'Every page a logged-in user visits can call the API with their cookies and read what comes back: their data, their tokens, their CSRF token.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Name the origins that may use credentials.',
      code: "cors({ origin: ['https://app.example.com'], credentials: true })",
    },
  ],
  references: [
    {
      title: 'MDN: CORS with credentials',
      url: 'https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS#requests_with_credentials',
    },
    { title: 'PortSwigger: CORS vulnerabilities', url: 'https://portswigger.net/web-security/cors' },
  ],
  falsePositives: [
    '`origin: true` without credentials.',
    'A list, a pattern or a function that refuses somebody.',
    'Origins that the deployment names in a variable.',
  ],
  examples: [
    {
      name: 'the running service reflects a foreign origin, with cookies',
      outcome: 'fail',
      severity: 'critical',
      says: 'any origin',
      live: running({ http: httpFacts([], { trials: corsTrial('foreign', 'https://probe.example', 'this', true) }) }),
    },
    {
      name: 'the same on this machine, where nothing in the source says so',
      outcome: 'fail',
      severity: 'warning',
      live: running({
        http: httpFacts([], { local: true, trials: corsTrial('foreign', 'https://probe.example', 'this', true) }),
      }),
    },
    {
      name: 'the same on this machine, and in the source',
      outcome: 'fail',
      severity: 'critical',
      files: SERVER('{ origin: true, credentials: true }'),
      live: running({
        http: httpFacts([], { local: true, trials: corsTrial('foreign', 'https://probe.example', 'this', true) }),
      }),
    },
    {
      name: 'the running service takes a look-alike for its own origin',
      outcome: 'fail',
      severity: 'critical',
      says: 'https://api.example.com.probe.example',
      live: running({
        http: httpFacts([], {
          trials: {
            ...corsTrial('foreign', 'https://probe.example', 'nobody'),
            ...corsTrial('look-alike', 'https://api.example.com.probe.example', 'this', true),
          },
        }),
      }),
    },
    {
      name: 'the running service answers a foreign origin without cookies',
      outcome: 'pass',
      live: running({ http: httpFacts([], { trials: corsTrial('foreign', 'https://probe.example', 'any', true) }) }),
    },
    {
      name: 'the running service was not asked by another origin',
      outcome: 'unknown',
      live: running({ http: httpFacts([]) }),
    },
    {
      name: 'named origins',
      outcome: 'pass',
      line: 2,
      files: SERVER("{ origin: ['https://app.example.com'], credentials: true }"),
    },
    { name: 'reflected, without credentials', outcome: 'pass', files: SERVER('{ origin: true }') },
    {
      name: 'a function that refuses',
      outcome: 'pass',
      files: SERVER(
        "{ origin: (origin, callback) => allowed.includes(origin) ? callback(null, true) : callback(new Error('no')), credentials: true }",
      ),
    },
    {
      name: 'reflected, with credentials',
      outcome: 'fail',
      severity: 'critical',
      line: 2,
      files: SERVER('{ origin: true, credentials: true }'),
    },
    {
      name: 'a function that lets everybody in',
      outcome: 'fail',
      severity: 'critical',
      files: SERVER('{ origin: (origin, callback) => callback(null, true), credentials: true }'),
    },
    {
      name: 'no CORS',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "const app = require('express')()\napp.listen(3000)\n" }),
    },
    { name: 'options from elsewhere', outcome: 'unknown', files: SERVER("require('company-settings').cors") },
  ],
  evaluate({ service, http, program }) {
    const inapplicable = unlessWeb(service)
    if (inapplicable) return inapplicable
    const policies = corsPolicies(program, http, service.nextProjects).filter(({ force }) => force !== 'off')
    if (policies.length === 0) return notApplicable('it sends no CORS headers')
    const bad = policies.filter(isBad)
    if (bad.length > 0)
      return fail(
        bad.map(({ file, at, force }) => ({
          message: 'whatever origin asks is allowed, cookies included',
          evidence: [codeAt(file, at)],
          severity: force === 'on' ? 'critical' : 'warning',
        })),
        policies.length - bad.length,
      )
    const open = policies.filter(
      ({ origin, credentials }) =>
        (origin === 'unknown' && credentials !== false) || (origin === 'reflected' && credentials === 'unknown'),
    )
    if (open.length > 0)
      return unknown(
        'who is allowed with credentials could not be followed',
        open.map(({ file, at }) => codeAt(file, at)),
      )
    return pass(
      policies.map(({ file, at }) => codeAt(file, at)),
      policies.length,
    )
  },
  live: {
    parts: ['http'],
    evaluate({ http: running }, { service, http, program }) {
      const answers = corsAnswers(running!)
      if (answers.length === 0) return unknown('no request of another origin was answered')
      const bad = answers.filter(({ allows, credentials }) => allows === 'this' && credentials)
      if (bad.length === 0) return pass(answers.map(corsEvidence), answers.length)
      const worst = bad.some(({ asked }) => asked === 'foreign') ? bad.filter(({ asked }) => asked === 'foreign') : bad
      // What runs on this machine may be set up for development; what is written for production counts there too.
      const isWritten = corsPolicies(program, http, service.nextProjects).some(
        (policy) => policy.force === 'on' && isBad(policy),
      )
      return fail([
        {
          message: describeTrust(worst[0]!),
          evidence: worst.map(corsEvidence),
          severity: running!.local && !isWritten ? 'warning' : 'critical',
          key: worst[0]!.asked,
        },
      ])
    },
  },
})

function isBad({ origin, credentials }: CorsPolicy): boolean {
  return origin === 'reflected' && credentials === true
}

function describeTrust({ asked, origin }: CorsAnswer): string {
  if (asked === 'foreign') return 'a page of any origin may read answers with the cookies of its visitor'
  if (asked === 'null') return 'a page without an origin, which anybody can make, may read answers with cookies'
  return `${origin}, which anybody can register, is taken for an origin of its own, cookies included`
}
