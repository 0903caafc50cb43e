import { certificateEvidence, ownCertificates } from '../../derive/live/chain-trust.ts'
import type { CertificateFacts } from '../../facts/live/tls-facts.ts'
import { project } from '../example-kit.ts'
import { running, silent } from '../live-example-kit.ts'
import { certificate, tlsFacts } from '../live-example-tls.ts'
import { defineRule, fail, pass } from '../rule.ts'

const MIN_RSA_BITS = 2048
const MIN_EC_BITS = 224

export default defineRule({
  id: 'tls/weak-key',
  catalogue: 'TL12',
  title: 'The certificate has a weak key or signature',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'A short key can be computed and a SHA-1 signature can be forged by somebody with means; today’s clients refuse both.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Make a new key, and have a new certificate issued for it.',
      code: 'openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:prime256v1 -out key.pem',
    },
  ],
  references: [
    {
      title: 'CA/Browser Forum baseline requirements, 6.1.5',
      url: 'https://cabforum.org/working-groups/server/baseline-requirements/',
    },
    { title: 'SHAttered', url: 'https://shattered.io/' },
  ],
  falsePositives: ['The signature of a root, which nobody checks.'],
  examples: [
    { name: 'P-256 and SHA-256', outcome: 'pass', live: running({ tls: tlsFacts() }) },
    {
      name: 'RSA with 1024 bits',
      outcome: 'fail',
      says: '1024',
      live: running({ tls: tlsFacts({ chain: [certificate({ key: { type: 'rsa', bits: 1024 } })] }) }),
    },
    {
      name: 'an intermediate signed with SHA-1',
      outcome: 'fail',
      says: 'sha1',
      live: running({ tls: tlsFacts({ chain: [certificate(), certificate({ signature: 'sha1WithRSA' })] }) }),
    },
    {
      name: 'a root signed with SHA-1',
      outcome: 'pass',
      live: running({
        tls: tlsFacts({ chain: [certificate(), certificate({ signature: 'sha1WithRSA', isSelfSigned: true })] }),
      }),
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
      const judged = own.map((one) => ({ one, weakness: weaknessOf(one) }))
      const weak = judged.filter(({ weakness }) => weakness !== undefined)
      const evidence = own.map((one) => certificateEvidence(tls!, one, describeKey(one)))
      if (weak.length === 0) return pass(evidence, own.length)
      return fail(
        weak.map(({ one, weakness }) => ({
          message: `the certificate of ${one.subject} ${weakness}`,
          evidence: [certificateEvidence(tls!, one, describeKey(one))],
          key: one.subject,
        })),
        own.length - weak.length,
      )
    },
  },
})

function weaknessOf({ key: { type, bits }, signature }: CertificateFacts): string | undefined {
  const minimum = type === 'rsa' ? MIN_RSA_BITS : type === 'ec' ? MIN_EC_BITS : 0
  if (bits !== undefined && bits < minimum) return `has a key of ${bits} bits (${type}); ${minimum} are the least`
  return /^(sha1|md5)/.test(signature) ? `is signed with ${signature}` : undefined
}

function describeKey({ key: { type, bits }, signature }: CertificateFacts): string {
  return `${type}${bits === undefined ? '' : ` ${bits}`}, ${signature}`
}
