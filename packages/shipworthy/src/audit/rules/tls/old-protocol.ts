import { probed } from '../../derive/evidence.ts'
import type { TlsFacts, TlsProtocol } from '../../facts/live/tls-facts.ts'
import type { Evidence } from '../../model/outcome.ts'
import { project } from '../example-kit.ts'
import { running, silent } from '../live-example-kit.ts'
import { tlsFacts } from '../live-example-tls.ts'
import { defineRule, fail, pass, unknown } from '../rule.ts'

const OLD = ['SSLv3', 'TLSv1', 'TLSv1.1'] as const
const GOOD = tlsFacts().protocols

export default defineRule({
  id: 'tls/old-protocol',
  catalogue: 'TL04',
  title: 'Protocols before TLS 1.2 are offered',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'Browsers have not spoken them since 2020. Who still can is an attacker that talks a client down to them, and every audit for card payments fails.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Offer TLS 1.2 and 1.3 only.',
      code: 'ssl_protocols TLSv1.2 TLSv1.3;',
    },
  ],
  references: [
    { title: 'RFC 8996: deprecating TLS 1.0 and 1.1', url: 'https://www.rfc-editor.org/rfc/rfc8996' },
    { title: 'Mozilla SSL configuration generator', url: 'https://ssl-config.mozilla.org/' },
  ],
  falsePositives: ['A server that answers an old offer with an alert, or hangs up, does not offer it.'],
  examples: [
    { name: 'TLS 1.2 and 1.3', outcome: 'pass', live: running({ tls: tlsFacts() }) },
    {
      name: 'TLS 1.0 and 1.1 too',
      outcome: 'fail',
      says: 'TLSv1.1',
      live: running({ tls: tlsFacts({ protocols: { ...GOOD, TLSv1: 'accepted', 'TLSv1.1': 'accepted' } }) }),
    },
    {
      name: 'no running system',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
    {
      name: 'an offer that was not answered',
      outcome: 'unknown',
      says: 'TLSv1',
      live: running({ tls: tlsFacts({ protocols: { ...GOOD, TLSv1: 'unknown' } }) }),
    },
    { name: 'a server that does not answer', outcome: 'unknown', live: silent('tls') },
  ],
  live: {
    parts: ['tls'],
    evaluate({ tls }) {
      const { protocols } = tls!
      const accepted = OLD.filter((protocol) => protocols[protocol] === 'accepted')
      const evidence = OLD.map((protocol) => offerEvidence(tls!, protocol))
      if (accepted.length > 0)
        return fail([{ message: `${accepted.join(' and ')} can be used`, evidence, key: 'protocols' }])
      const open = OLD.filter((protocol) => protocols[protocol] === 'unknown')
      return open.length > 0 ? unknown(`${open.join(' and ')}: the offer was not answered`, evidence) : pass(evidence)
    },
  },
})

function offerEvidence({ target, protocols }: TlsFacts, protocol: TlsProtocol): Evidence {
  return probed(`offer ${protocol} to ${target}`, protocols[protocol])
}
