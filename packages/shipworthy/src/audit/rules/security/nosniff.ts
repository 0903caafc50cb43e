import { headerEvidence } from '../../derive/live/describe-exchange.ts'
import { contentAnswers, isNosniff } from '../../derive/live/page-headers.ts'
import { isPage } from '../../facts/live/catch-all.ts'
import { project } from '../example-kit.ts'
import { PAGE } from '../live-example-http.ts'
import { asked, httpFacts, pageHeaders, running, silent } from '../live-example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const HEADER = 'x-content-type-options'
const JSON_TYPE = { 'content-type': 'application/json' }

export default defineRule({
  id: 'security/nosniff',
  catalogue: 'SE14',
  title: 'Browsers may guess what an answer is',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'Without X-Content-Type-Options: nosniff, a browser that is led to an answer of the API may take text that a user wrote for a script or a page, and run it.',
  remedies: [
    { for: 'express', effort: 'S', text: 'helmet sets it.', code: 'app.use(helmet())' },
    { for: 'fastify', effort: 'S', text: '@fastify/helmet sets it.', code: 'app.register(helmet)' },
    {
      for: 'any',
      effort: 'S',
      text: 'Or let the proxy add it to every answer.',
      code: 'add_header X-Content-Type-Options nosniff always;',
    },
  ],
  references: [
    {
      title: 'MDN: X-Content-Type-Options',
      url: 'https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/X-Content-Type-Options',
    },
    { title: 'OWASP ASVS 5.0, V3.4.4', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' },
  ],
  falsePositives: [
    'Answers without content: 204, 304, redirects.',
    'Pages: security/headers-html looks at them.',
    'Metrics, which are for a program.',
  ],
  examples: [
    {
      name: 'an API that says it',
      outcome: 'pass',
      live: running({
        http: httpFacts([asked('/users', { headers: { ...JSON_TYPE, [HEADER]: 'nosniff' } }, { role: 'route' })]),
      }),
    },
    {
      name: 'an API that does not',
      outcome: 'fail',
      says: '1 of 1',
      live: running({ http: httpFacts([asked('/users', { headers: JSON_TYPE }, { role: 'route' })]) }),
    },
    {
      name: 'pages only',
      outcome: 'not-applicable',
      live: running({ http: httpFacts([asked('/', { headers: pageHeaders(), body: PAGE }, { role: 'root' })]) }),
    },
    {
      name: 'no running system',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
    {
      name: 'nothing but errors',
      outcome: 'unknown',
      live: running({ http: httpFacts([asked('/', { status: 404 }, { role: 'root' })]) }),
    },
    { name: 'a system that does not answer', outcome: 'unknown', live: silent('http') },
  ],
  live: {
    parts: ['http'],
    evaluate({ http }) {
      const answers = contentAnswers(http!)
      if (answers.length === 0) return unknown('no answer had content')
      const data = answers.filter((answer) => !isPage(answer))
      if (data.length === 0) return notApplicable('only pages were answered: security/headers-html')
      const bare = data.filter(({ headers }) => !isNosniff(headers))
      const evidence = (bare.length > 0 ? bare : data).map((answer) => headerEvidence(answer, ['content-type', HEADER]))
      if (bare.length === 0) return pass(evidence, data.length)
      const message = `${bare.length} of ${data.length} answers come without X-Content-Type-Options`
      return fail([{ message, evidence, key: 'nosniff' }], data.length - bare.length)
    },
  },
})
