import { probed } from '../../derive/evidence.ts'
import { WEAK_FAMILIES } from '../../facts/live/tls-facts.ts'
import { project } from '../example-kit.ts'
import { running, silent } from '../live-example-kit.ts'
import { tlsFacts } from '../live-example-tls.ts'
import { defineRule, fail, pass, unknown } from '../rule.ts'

const GOOD = tlsFacts().weak

export default defineRule({
  id: 'tls/weak-cipher',
  catalogue: 'TL05',
  title: 'Weak ciphers are offered',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'NULL and anonymous ciphers protect nothing; RC4, DES, 3DES and export ciphers can be broken with known means. With static RSA, whoever gets the key one day can read everything that was recorded before.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Offer the ciphers of the intermediate profile.',
      code: 'ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384;',
    },
  ],
  references: [
    { title: 'Mozilla: server-side TLS', url: 'https://wiki.mozilla.org/Security/Server_Side_TLS' },
    { title: 'OWASP ASVS 5.0, V12.1.2', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' },
  ],
  falsePositives: ['Static RSA beside better ciphers, for old clients: information only.'],
  examples: [
    { name: 'none of them', outcome: 'pass', live: running({ tls: tlsFacts() }) },
    {
      name: '3DES',
      outcome: 'fail',
      severity: 'warning',
      says: '3DES',
      live: running({ tls: tlsFacts({ weak: { ...GOOD, '3DES': 'accepted' } }) }),
    },
    {
      name: 'static RSA',
      outcome: 'fail',
      severity: 'info',
      says: 'forward secrecy',
      live: running({ tls: tlsFacts({ weak: { ...GOOD, 'static RSA': 'accepted' } }) }),
    },
    {
      name: 'no running system',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
    {
      name: 'an offer that was not answered',
      outcome: 'unknown',
      live: running({ tls: tlsFacts({ weak: { ...GOOD, RC4: 'unknown' } }) }),
    },
    { name: 'a server that does not answer', outcome: 'unknown', live: silent('tls') },
  ],
  live: {
    parts: ['tls'],
    evaluate({ tls }) {
      const { weak, target } = tls!
      const accepted = WEAK_FAMILIES.filter((family) => weak[family] === 'accepted')
      const refused = WEAK_FAMILIES.filter((family) => weak[family] === 'refused')
      const answerOf = (family: (typeof WEAK_FAMILIES)[number]) =>
        probed(`offer ${family} ciphers to ${target}`, weak[family])
      if (accepted.length > 0)
        return fail(
          accepted.map((family) => ({
            message:
              family === 'static RSA' ? 'ciphers without forward secrecy can be used' : `${family} ciphers can be used`,
            evidence: [answerOf(family)],
            severity: family === 'static RSA' ? 'info' : 'warning',
            key: family,
          })),
          refused.length,
        )
      if (refused.length < WEAK_FAMILIES.length)
        return unknown('not every offer was answered', WEAK_FAMILIES.map(answerOf))
      return pass(refused.map(answerOf), refused.length)
    },
  },
})
