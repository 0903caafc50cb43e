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
    const bad = policies.filter(({ origin, credentials }) => origin === 'reflected' && credentials === true)
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
})
