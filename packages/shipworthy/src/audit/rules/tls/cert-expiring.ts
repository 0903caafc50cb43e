import { certificateEvidence, day, ownCertificates } from '../../derive/live/chain-trust.ts'
import type { CertificateFacts, TlsFacts } from '../../facts/live/tls-facts.ts'
import { project } from '../example-kit.ts'
import { running, silent } from '../live-example-kit.ts'
import { certificate, tlsFacts } from '../live-example-tls.ts'
import { defineRule, fail, notApplicable, pass } from '../rule.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const SOON_MS = 30 * DAY_MS
const NOW_MS = 7 * DAY_MS
/** Certificates of days are renewed when a third of their life is left. */
const SOON_SHARE = 1 / 3
/** What seven days are of ninety. */
const NOW_SHARE = 7 / 90

export default defineRule({
  id: 'tls/cert-expiring',
  catalogue: 'TL02',
  title: 'The certificate runs out soon',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'On that day every client refuses to connect. Renewal that works happens long before: a certificate this old says that it does not.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Renew it now, find out why it was not renewed by itself, and be told next time: shipworthy monitor has a check for it.',
      code: 'certbot renew --dry-run',
    },
  ],
  references: [
    { title: "Let's Encrypt: certificate lifetimes", url: 'https://letsencrypt.org/docs/faq/' },
    { title: 'cert-manager: renewal', url: 'https://cert-manager.io/docs/usage/certificate/#renewal' },
  ],
  falsePositives: ['Short-lived certificates: what counts is a third of their life, not thirty days.'],
  examples: [
    { name: 'two thirds of its life are left', outcome: 'pass', live: running({ tls: tlsFacts() }) },
    {
      name: 'one of six days, with four left',
      outcome: 'pass',
      live: running({ tls: tlsFacts({ chain: [certificate({ daysGone: 2, daysLeft: 4 })] }) }),
    },
    {
      name: 'three weeks',
      outcome: 'fail',
      severity: 'warning',
      says: '2026-06-22',
      live: running({ tls: tlsFacts({ chain: [certificate({ daysGone: 69, daysLeft: 21 })] }) }),
    },
    {
      name: 'three days',
      outcome: 'fail',
      severity: 'critical',
      live: running({ tls: tlsFacts({ chain: [certificate({ daysGone: 87, daysLeft: 3 })] }) }),
    },
    {
      name: 'an intermediate ends first',
      outcome: 'fail',
      severity: 'critical',
      says: 'R1',
      live: running({
        tls: tlsFacts({
          chain: [certificate(), certificate({ subject: 'R1', daysGone: 1000, daysLeft: 2 })],
        }),
      }),
    },
    {
      name: 'it is over already',
      outcome: 'not-applicable',
      live: running({ tls: tlsFacts({ chain: [certificate({ daysGone: 92, daysLeft: -2 })] }) }),
    },
    {
      name: 'no running system',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
    { name: 'a server that does not answer', outcome: 'unknown', live: silent('tls') },
  ],
  live: {
    parts: ['tls'],
    evaluate({ tls }) {
      const own = ownCertificates(tls!)
      if (own.some(({ validToMs }) => validToMs <= tls!.askedAtMs))
        return notApplicable('it has run out already: tls/cert-invalid')
      const ending = own.filter((one) => isNear(one, tls!, SOON_MS, SOON_SHARE))
      if (ending.length === 0)
        return pass(
          own.map((one) => certificateEvidence(tls!, one)),
          own.length,
        )
      return fail(
        ending.map((one) => ({
          message: `the certificate of ${one.subject} runs out on ${day(one.validToMs)}, in ${daysLeft(one, tls!)} days`,
          evidence: [certificateEvidence(tls!, one)],
          severity: isNear(one, tls!, NOW_MS, NOW_SHARE) ? 'critical' : 'warning',
          key: one.subject,
        })),
        own.length - ending.length,
      )
    },
  },
})

function isNear({ validFromMs, validToMs }: CertificateFacts, { askedAtMs }: TlsFacts, ms: number, share: number) {
  return validToMs - askedAtMs < Math.min(ms, (validToMs - validFromMs) * share)
}

function daysLeft({ validToMs }: CertificateFacts, { askedAtMs }: TlsFacts): number {
  return Math.floor((validToMs - askedAtMs) / DAY_MS)
}
