import { headerEvidence } from '../../derive/live/describe-exchange.ts'
import { tooManyAnswers } from '../../derive/live/limit-answers.ts'
import { project } from '../example-kit.ts'
import { silent } from '../live-example-kit.ts'
import { askedOften, limitTrial, refused } from '../live-example-limits.ts'
import { defineRule, fail, notApplicable, pass } from '../rule.ts'

const TELLING = ['retry-after', 'ratelimit', 'ratelimit-reset', 'x-ratelimit-reset', 'ratelimit-policy']

export default defineRule({
  id: 'rate-limiting/no-retry-after',
  catalogue: 'RL08',
  title: 'Who is refused is not told when to come back',
  severity: 'info',
  confidence: 'proven',
  needs: [],
  why: 'A client that does not know tries again at once, and again: the limit makes the load it was meant to keep off.',
  remedies: [
    {
      for: 'express',
      effort: 'S',
      text: 'Send the standard headers; Retry-After comes with them.',
      code: "rateLimit({ limit: 100, standardHeaders: 'draft-8' })",
    },
    {
      for: 'any',
      effort: 'S',
      text: 'Add Retry-After, in seconds, to every 429.',
      code: "res.set('Retry-After', '60').status(429)",
    },
  ],
  references: [
    { title: 'RFC 6585, section 4', url: 'https://www.rfc-editor.org/rfc/rfc6585#section-4' },
    { title: 'RateLimit header fields', url: 'https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/' },
  ],
  falsePositives: ['Routes where only attackers are refused may keep it to themselves: hence information only.'],
  examples: [
    {
      name: 'it is told',
      outcome: 'pass',
      live: askedOften([limitTrial({ refusal: refused(100, { 'retry-after': '60' }) })]),
    },
    {
      name: 'it is not told',
      outcome: 'fail',
      severity: 'info',
      says: '429',
      live: askedOften([limitTrial({ refusal: refused(100) })]),
    },
    { name: 'nobody was refused', outcome: 'not-applicable', live: askedOften([limitTrial({})]) },
    {
      name: 'no running system',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
    { name: 'a system that does not answer', outcome: 'unknown', live: silent('http') },
  ],
  live: {
    parts: ['http', 'limits'],
    evaluate(live) {
      const refusals = tooManyAnswers(live)
      if (refusals.length === 0) return notApplicable('no request was refused as one too many')
      const bare = refusals.filter(({ headers }) => TELLING.every((name) => headers[name] === undefined))
      const evidence = (bare.length > 0 ? bare : refusals).map((answer) => headerEvidence(answer, ['retry-after']))
      if (bare.length === 0) return pass(evidence, refusals.length)
      return fail(
        [{ message: '429 comes without Retry-After', evidence, key: 'retry-after' }],
        refusals.length - bare.length,
      )
    },
  },
})
