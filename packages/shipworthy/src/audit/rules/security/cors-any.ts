import { corsAnswers, corsEvidence } from '../../derive/live/cors-answers.ts'
import { corsTrial, httpFacts, running } from '../live-example-kit.ts'
import { corsPolicies, corsTokens } from '../../derive/http/cors-view.ts'
import { codeAt } from '../../derive/evidence.ts'
import { unlessWeb } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const SERVER = (options: string): Record<string, string> =>
  project('express@5 cors@2', {
    'server.js': `const app = require('express')()\napp.use(require('cors')(${options}))\napp.get('/me', (req, res) => res.json({}))\napp.listen(3000)\n`,
  })

export default defineRule({
  id: 'security/cors-any',
  catalogue: 'SE12',
  title: 'Any origin may read answers',
  severity: 'info',
  confidence: 'structural',
  needs: ['service', 'http', 'program'],
  tokens: corsTokens,
  why: 'For a public API with bearer tokens this is right. For an API that only one front end should use, every other page may read its answers too.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Name the origins, or say in a comment that the API is public.',
      code: 'cors({ origin: process.env.APP_ORIGIN })',
    },
  ],
  references: [
    { title: 'MDN: CORS', url: 'https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS' },
    { title: 'OWASP ASVS 5.0, V3.4.2', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' },
  ],
  falsePositives: [
    'Public APIs with bearer tokens: hence information only.',
    'Origins that the deployment names in a variable.',
  ],
  examples: [
    {
      name: 'the running service allows every origin',
      outcome: 'fail',
      severity: 'info',
      live: running({ http: httpFacts([], { trials: corsTrial('foreign', 'https://probe.example', 'any') }) }),
    },
    {
      name: 'the running service allows no foreign origin',
      outcome: 'pass',
      live: running({ http: httpFacts([], { trials: corsTrial('foreign', 'https://probe.example', 'nobody') }) }),
    },
    { name: 'an origin from the environment', outcome: 'pass', files: SERVER('{ origin: process.env.APP_ORIGIN }') },
    { name: 'the default of cors', outcome: 'fail', line: 2, files: SERVER('') },
    { name: 'a wildcard as default', outcome: 'fail', files: SERVER("{ origin: process.env.APP_ORIGIN || '*' }") },
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
    const all = corsPolicies(program, http, service.nextProjects).filter(
      ({ force, origin }) => force !== 'off' && origin !== 'none',
    )
    const everywhere = all.filter(({ scope }) => scope === 'application')
    // One public route beside a restricted API is a choice.
    const policies = everywhere.length > 0 ? everywhere : all
    if (policies.length === 0) return notApplicable('it sends no CORS headers')
    const open = policies.filter(({ origin }) => origin === 'any' || origin === 'reflected')
    if (open.length > 0)
      return fail(
        open.map(({ file, at, origin }) => ({
          message: origin === 'any' ? 'every origin is allowed' : 'whatever origin asks is allowed',
          evidence: [codeAt(file, at)],
        })),
        policies.length - open.length,
      )
    if (policies.every(({ origin }) => origin === 'unknown'))
      return unknown(
        'which origins are allowed could not be followed',
        policies.map(({ file, at }) => codeAt(file, at)),
      )
    return pass(
      policies.map(({ file, at }) => codeAt(file, at)),
      policies.length,
    )
  },
  live: {
    parts: ['http'],
    evaluate({ http: running }) {
      const answers = corsAnswers(running!).filter(({ asked }) => asked === 'foreign')
      if (answers.length === 0) return unknown('no request of another origin was answered')
      const open = answers.filter(({ allows }) => allows !== 'nobody')
      if (open.length === 0) return pass(answers.map(corsEvidence), answers.length)
      const message = open.some(({ allows }) => allows === 'any')
        ? 'every origin is allowed'
        : 'whatever origin asks is allowed'
      return fail([{ message, evidence: open.map(corsEvidence), key: 'cors' }])
    },
  },
})
