import { attemptEvidence } from '../../derive/live/describe-exchange.ts'
import type { Attempt } from '../../facts/live/exchange.ts'
import type { LiveParts } from '../../facts/live/live-facts.ts'
import { project } from '../example-kit.ts'
import { asked, exchange, httpFacts, noAnswer, running, silent } from '../live-example-kit.ts'
import { tlsFacts } from '../live-example-tls.ts'
import { defineRule, fail, notApplicable, pass, unknown, type Verdict } from '../rule.ts'

/** Answers that turn somebody away: bad request, unauthorised use of it, misdirected, upgrade required. */
const REFUSALS = [400, 403, 410, 421, 426]

const plain = (answer: Parameters<typeof exchange>[0]) => ({
  url: 'http://shop.example.com/',
  attempt: { ok: true as const, exchange: exchange({ ...answer, url: 'http://shop.example.com/' }) },
})

export default defineRule({
  id: 'tls/no-https-redirect',
  catalogue: 'TL06',
  title: 'The site answers over plain HTTP',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'Whoever types the name comes over plain HTTP first. Anybody on the way can read what is sent and change what comes back: passwords, cookies, download links.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Send browsers to https. An API should refuse instead: a client that sent its token once has given it away.',
      code: 'server { listen 80; server_name shop.example.com; return 301 https://$host$request_uri; }',
    },
  ],
  references: [
    {
      title: 'MDN HTTP Observatory: redirection',
      url: 'https://developer.mozilla.org/en-US/observatory/docs/tests_and_scoring',
    },
    { title: 'OWASP ASVS 5.0, V4.1.2', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' },
  ],
  falsePositives: [
    'A closed port, or an API that refuses, is as good as a redirect.',
    'On this machine or network, TLS may end in front of what was asked.',
  ],
  examples: [
    {
      name: 'sends to https',
      outcome: 'pass',
      live: running({
        tls: tlsFacts({ plain: plain({ status: 301, headers: { location: 'https://shop.example.com/' } }) }),
      }),
    },
    {
      name: 'the port is closed',
      outcome: 'pass',
      live: running({
        tls: tlsFacts({
          plain: {
            url: 'http://shop.example.com/',
            attempt: { ok: false, cause: 'refused', reason: 'the connection is refused' },
          },
        }),
      }),
    },
    {
      name: 'an API that refuses',
      outcome: 'pass',
      live: running({ tls: tlsFacts({ plain: plain({ status: 403 }) }) }),
    },
    {
      name: 'serves the site',
      outcome: 'fail',
      says: 'answers 200',
      live: running({ tls: tlsFacts({ plain: plain({ status: 200 }) }) }),
    },
    {
      name: 'sends elsewhere without TLS',
      outcome: 'fail',
      says: 'http://www.',
      live: running({
        tls: tlsFacts({ plain: plain({ status: 302, headers: { location: 'http://www.example.com/' } }) }),
      }),
    },
    {
      name: 'the address itself is plain HTTP',
      outcome: 'fail',
      live: running({
        http: httpFacts([asked('/', {}, { role: 'root' })], { origin: 'http://shop.example.com' }),
      }),
    },
    {
      name: 'on this machine',
      outcome: 'not-applicable',
      live: running({
        http: httpFacts([asked('/', {}, { role: 'root' })], { origin: 'http://127.0.0.1:3000', local: true }),
      }),
    },
    {
      name: 'no running system',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
    {
      name: 'nothing at the root, either way',
      outcome: 'unknown',
      live: running({ tls: tlsFacts({ plain: plain({ status: 404 }) }) }),
    },
    {
      name: 'no answer in time',
      outcome: 'unknown',
      live: running({ tls: tlsFacts({ plain: { url: 'http://shop.example.com/', attempt: noAnswer() } }) }),
    },
    { name: 'a server that does not answer', outcome: 'unknown', live: silent('tls') },
  ],
  live: {
    parts: ['tls', 'http'],
    evaluate(live) {
      const site = plainSite(live)
      if (!site) return notApplicable('no address without TLS was asked')
      if (site.local) return notApplicable('on this machine or network, TLS may end in front of it')
      return judge(site.url, site.attempt)
    },
  },
})

function plainSite({ tls, http }: Partial<LiveParts>): { url: string; attempt: Attempt; local: boolean } | undefined {
  if (tls?.plain) return { ...tls.plain, local: tls.local }
  const root = http?.paths.find(({ role }) => role === 'root')
  return http && root && http.origin.startsWith('http:')
    ? { url: http.origin, attempt: root.attempt, local: http.local }
    : undefined
}

function judge(url: string, attempt: Attempt): Verdict {
  const evidence = attemptEvidence(url, attempt, url)
  if (!attempt.ok)
    return attempt.cause === 'refused' || attempt.cause === 'reset'
      ? pass(evidence)
      : unknown(`${url}: ${attempt.reason}`, [evidence])
  const { status, headers } = attempt.exchange
  const location = headers['location'] ?? ''
  if (status >= 300 && status < 400)
    return location.startsWith('http:')
      ? fail([{ message: `${url} sends to ${location}, which is plain HTTP too`, evidence: [evidence], key: 'plain' }])
      : location.startsWith('https:')
        ? pass(evidence)
        : fail([
            { message: `${url} sends to ${location || 'nowhere'} without TLS`, evidence: [evidence], key: 'plain' },
          ])
  if (status < 300)
    return fail([{ message: `${url} answers ${status} without TLS`, evidence: [evidence], key: 'plain' }])
  if (REFUSALS.includes(status)) return pass(evidence)
  return unknown(`${url} answers ${status}; whether other paths are served is not known`, [evidence])
}
