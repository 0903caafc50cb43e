import { headerEvidence } from '../../derive/live/describe-exchange.ts'
import { maxAgeSeconds } from '../../derive/live/max-age-seconds.ts'
import { probed } from '../../derive/evidence.ts'
import type { LiveParts } from '../../facts/live/live-facts.ts'
import type { Evidence } from '../../model/outcome.ts'
import { project } from '../example-kit.ts'
import { asked, httpFacts, running, silent } from '../live-example-kit.ts'
import { tlsFacts } from '../live-example-tls.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const HEADER = 'strict-transport-security'
/** What MDN's HTTP Observatory asks for. */
const MIN_DAYS = 180
const DAY_SECONDS = 24 * 60 * 60

export default defineRule({
  id: 'tls/hsts',
  catalogue: 'TL07',
  title: 'Browsers are not told to stay with https',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'Without Strict-Transport-Security every first visit begins over plain HTTP, and somebody on the way can keep it there.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Send the header with every answer; begin with a day, and raise it when nothing breaks.',
      code: 'add_header Strict-Transport-Security "max-age=31536000" always;',
    },
    { for: 'express', effort: 'S', text: 'helmet sets it.', code: 'app.use(helmet())' },
  ],
  references: [
    { title: 'RFC 6797', url: 'https://www.rfc-editor.org/rfc/rfc6797' },
    {
      title: 'MDN: Strict-Transport-Security',
      url: 'https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Strict-Transport-Security',
    },
  ],
  falsePositives: [
    'Over plain HTTP, for addresses instead of names, and on this machine or network it means nothing.',
    'Proxies that add it to good answers only: a root that answers 404 says nothing of the others.',
  ],
  examples: [
    { name: 'a year', outcome: 'pass', live: running({ tls: tlsFacts() }) },
    {
      name: 'seen over HTTP alone',
      outcome: 'pass',
      live: running({
        http: httpFacts([asked('/', { headers: { [HEADER]: 'max-age=63072000; preload' } }, { role: 'root' })]),
      }),
    },
    {
      name: 'none',
      outcome: 'fail',
      says: 'is not sent',
      live: running({ tls: tlsFacts({ page: { ok: true, status: 200 } }) }),
    },
    {
      name: 'a day',
      outcome: 'fail',
      says: '1 day',
      live: running({ tls: tlsFacts({ page: { ok: true, status: 200, hsts: 'max-age=86400' } }) }),
    },
    {
      name: 'on this machine',
      outcome: 'not-applicable',
      live: running({ tls: tlsFacts({ local: true, page: { ok: true, status: 200 } }) }),
    },
    {
      name: 'no running system',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
    {
      name: 'nothing at the root',
      outcome: 'unknown',
      live: running({ tls: tlsFacts({ page: { ok: true, status: 404 } }) }),
    },
    { name: 'a server that does not answer', outcome: 'unknown', live: silent('tls') },
  ],
  live: {
    parts: ['tls', 'http'],
    evaluate(live) {
      const { local, host } = whereOf(live)
      if (local || /^[\d.]+$|:/.test(host)) return notApplicable('it means something for public names only')
      const answers = answersOf(live)
      if (answers.length === 0) return notApplicable('nothing was asked over TLS')
      const best = answers.find(({ header }) => header !== undefined) ?? answers[0]!
      const { evidence, header, status } = best
      if (header === undefined) {
        if (status >= 400)
          return unknown(`only an answer with ${status} was seen; others may carry the header`, [evidence])
        return fail([{ message: 'Strict-Transport-Security is not sent', evidence: [evidence], key: 'hsts' }])
      }
      const days = Math.floor((maxAgeSeconds(header) ?? 0) / DAY_SECONDS)
      if (days >= MIN_DAYS) return pass(evidence)
      const length = days === 1 ? '1 day' : `${days} days`
      return fail([
        { message: `browsers remember it for ${length}; ${MIN_DAYS} are the least`, evidence: [evidence], key: 'hsts' },
      ])
    },
  },
})

function whereOf({ tls, http }: Partial<LiveParts>): { local: boolean; host: string } {
  if (tls) return { local: tls.local, host: tls.name }
  return { local: http!.local, host: http!.origin.replace(/^https?:\/\//, '').replace(/:\d+$/, '') }
}

interface Answer {
  status: number
  header: string | undefined
  evidence: Evidence
}

/** Answers that came over TLS, good ones first. */
function answersOf({ tls, http }: Partial<LiveParts>): Answer[] {
  const asked = (http?.paths ?? []).flatMap(({ attempt }) =>
    attempt.ok && attempt.exchange.url.startsWith('https:')
      ? [
          {
            status: attempt.exchange.status,
            header: attempt.exchange.headers[HEADER],
            evidence: headerEvidence(attempt.exchange, [HEADER]),
          },
        ]
      : [],
  )
  const page = tls?.page.ok
    ? [
        {
          status: tls.page.status,
          header: tls.page.hsts,
          evidence: probed(
            `GET / over TLS from ${tls.target}`,
            `${tls.page.status} ${HEADER}: ${tls.page.hsts ?? '(none)'}`,
          ),
        },
      ]
    : []
  return [...page, ...asked].toSorted((a, b) => Number(a.status >= 400) - Number(b.status >= 400))
}
