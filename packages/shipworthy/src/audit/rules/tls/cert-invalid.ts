import { certificateEvidence, chainTrust, day, ownCertificates } from '../../derive/live/chain-trust.ts'
import type { TlsFacts } from '../../facts/live/tls-facts.ts'
import { project } from '../example-kit.ts'
import { running, silent } from '../live-example-kit.ts'
import { certificate, tlsFacts } from '../live-example-tls.ts'
import { defineRule, fail, pass, unknown, type FindingDraft } from '../rule.ts'

export default defineRule({
  id: 'tls/cert-invalid',
  catalogue: 'TL01',
  title: 'Clients refuse the certificate',
  severity: 'critical',
  confidence: 'proven',
  needs: [],
  why: 'Browsers show a warning instead of the site, and other programs do not connect at all: for them the service is down.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Install a certificate that holds the name, from an authority that clients know, and let it renew itself.',
      code: 'certbot --nginx -d shop.example.com',
    },
  ],
  references: [
    { title: 'OWASP ASVS 5.0, V12.2.2', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' },
    { title: "Let's Encrypt: getting started", url: 'https://letsencrypt.org/getting-started/' },
  ],
  falsePositives: [
    'An authority of your own, for names inside: give it with --ca. On this machine or network an unknown one is no finding.',
    'A missing intermediate, which browsers find elsewhere: tls/chain-incomplete.',
    'A server that is asked by its address instead of its name.',
  ],
  examples: [
    { name: 'trusted, in time, for the name', outcome: 'pass', live: running({ tls: tlsFacts() }) },
    {
      name: 'expired',
      outcome: 'fail',
      severity: 'critical',
      says: 'expired on 2026-05-30',
      live: running({
        tls: tlsFacts({ distrust: 'CERT_HAS_EXPIRED', chain: [certificate({ daysGone: 92, daysLeft: -2 })] }),
      }),
    },
    {
      name: 'not valid yet',
      outcome: 'fail',
      says: 'valid from',
      live: running({
        tls: tlsFacts({ distrust: 'CERT_NOT_YET_VALID', chain: [certificate({ daysGone: -1, daysLeft: 89 })] }),
      }),
    },
    {
      name: 'for another name',
      outcome: 'fail',
      severity: 'critical',
      says: 'does not hold the name',
      live: running({
        tls: tlsFacts({ misnamed: 'not in the list', chain: [certificate({ names: ['other.example.com'] })] }),
      }),
    },
    {
      name: 'self-signed, on the internet',
      outcome: 'fail',
      says: 'no client knows',
      live: running({ tls: tlsFacts({ distrust: 'DEPTH_ZERO_SELF_SIGNED_CERT' }) }),
    },
    {
      name: 'self-signed, on this machine',
      outcome: 'unknown',
      says: '--ca',
      live: running({ tls: tlsFacts({ local: true, distrust: 'DEPTH_ZERO_SELF_SIGNED_CERT' }) }),
    },
    {
      name: 'asked by its address',
      outcome: 'unknown',
      live: running({ tls: tlsFacts({ local: true, name: '127.0.0.1', misnamed: 'not in the list' }) }),
    },
    {
      name: 'an intermediate is missing',
      outcome: 'unknown',
      says: 'incomplete',
      live: running({ tls: tlsFacts({ distrust: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }) }),
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
      const facts = tls!
      const findings = [...outdated(facts), ...misnamed(facts), ...distrusted(facts)]
      if (findings.length > 0) return fail(findings)
      const doubt = doubtAbout(facts)
      const evidence = ownCertificates(facts).map((one) => certificateEvidence(facts, one))
      return doubt ? unknown(doubt, evidence) : pass(evidence)
    },
  },
})

function outdated(facts: TlsFacts): FindingDraft[] {
  return ownCertificates(facts).flatMap((one) => {
    const isOver = one.validToMs <= facts.askedAtMs
    if (!isOver && one.validFromMs <= facts.askedAtMs) return []
    const when = isOver ? `expired on ${day(one.validToMs)}` : `is only valid from ${day(one.validFromMs)}`
    return [
      {
        message: `the certificate of ${one.subject} ${when}`,
        evidence: [certificateEvidence(facts, one)],
        key: one.subject,
      },
    ]
  })
}

function misnamed(facts: TlsFacts): FindingDraft[] {
  const [leaf] = facts.chain
  if (facts.misnamed === undefined || facts.local || !leaf) return []
  const message = `the certificate does not hold the name ${facts.name}; it is for ${leaf.names.join(', ') || 'no name'}`
  return [{ message, evidence: [certificateEvidence(facts, leaf)], key: 'name' }]
}

function distrusted(facts: TlsFacts): FindingDraft[] {
  const trust = chainTrust(facts)
  const last = facts.chain.at(-1)
  if (!last || (trust !== 'broken' && (trust !== 'stranger' || facts.local))) return []
  const message =
    trust === 'stranger'
      ? `it is signed by ${last.issuer}, which no client knows`
      : `the chain is not believed: ${facts.distrust}`
  return [{ message, evidence: [certificateEvidence(facts, last, facts.distrust)], key: 'trust' }]
}

function doubtAbout(facts: TlsFacts): string | undefined {
  const trust = chainTrust(facts)
  if (trust === 'incomplete') return 'the chain is incomplete, so whether its authority is known cannot be told'
  if (trust === 'stranger')
    return `it is signed by ${facts.chain.at(-1)?.issuer}, which is not a public authority; give it with --ca`
  return facts.misnamed === undefined ? undefined : 'it was asked by another name than clients will use'
}
