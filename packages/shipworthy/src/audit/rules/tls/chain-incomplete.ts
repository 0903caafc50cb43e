import { certificateEvidence, chainTrust, ownCertificates } from '../../derive/live/chain-trust.ts'
import { running, silent } from '../live-example-kit.ts'
import { certificate, tlsFacts } from '../live-example-tls.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

export default defineRule({
  id: 'tls/chain-incomplete',
  catalogue: 'TL03',
  title: 'The server does not send the intermediate certificate',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'Browsers find a missing certificate elsewhere and hide the fault. Node.js, curl, payment gateways that call webhooks and older phones do not: they refuse to connect.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Give the server the whole chain: its own certificate first, then the intermediates.',
      code: 'ssl_certificate /etc/letsencrypt/live/shop.example.com/fullchain.pem;',
    },
  ],
  references: [
    {
      title: 'nginx: certificate chains',
      url: 'https://nginx.org/en/docs/http/configuring_https_servers.html#chains',
    },
    { title: 'RFC 8446, section 4.4.2', url: 'https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2' },
  ],
  falsePositives: ['An authority of your own that signed the certificate directly: give it with --ca.'],
  examples: [
    { name: 'the whole chain', outcome: 'pass', live: running({ tls: tlsFacts() }) },
    {
      name: 'only its own certificate, from a public authority',
      outcome: 'fail',
      says: 'Example Authority R1',
      live: running({ tls: tlsFacts({ distrust: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }) }),
    },
    {
      name: 'the authority was given, and the chain does not lead to it',
      outcome: 'fail',
      live: running({
        tls: tlsFacts({
          distrust: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
          hasOwnAuthority: true,
          chain: [certificate({ namesIssuerAddress: false })],
        }),
      }),
    },
    {
      name: 'self-signed',
      outcome: 'not-applicable',
      live: running({
        tls: tlsFacts({ distrust: 'DEPTH_ZERO_SELF_SIGNED_CERT', chain: [certificate({ isSelfSigned: true })] }),
      }),
    },
    {
      name: 'perhaps an authority of its own',
      outcome: 'unknown',
      live: running({
        tls: tlsFacts({
          distrust: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
          chain: [certificate({ namesIssuerAddress: false })],
        }),
      }),
    },
    { name: 'a server that does not answer', outcome: 'unknown', live: silent('tls') },
  ],
  live: {
    parts: ['tls'],
    evaluate({ tls }) {
      const last = tls!.chain.at(-1)
      if (!last) return unknown('the server sent no certificate')
      if (tls!.chain.length === 1 && last.isSelfSigned) return notApplicable('it is signed by itself')
      const trust = chainTrust(tls!)
      if (trust === 'incomplete')
        return fail([
          {
            message: `the certificate of ${last.issuer}, which signed that of ${last.subject}, is not sent`,
            evidence: [certificateEvidence(tls!, last, tls!.distrust)],
            key: 'chain',
          },
        ])
      // An issuer that is known, whatever else is wrong, was found.
      if (trust === 'trusted' || trust === 'outdated')
        return pass(ownCertificates(tls!).map((one) => certificateEvidence(tls!, one)))
      return unknown(`${last.issuer} is not a public authority; give it with --ca`)
    },
  },
})
