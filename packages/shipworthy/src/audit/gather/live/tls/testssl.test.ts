import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { describeWith } from '../../../../../../../tools/servers/describe-with.ts'
import { findTestssl, type TestsslFindings } from '../../../../../../../tools/servers/find-testssl.ts'
import { findTlsSites, SITE_NAME, type SiteName } from '../../../../../../../tools/servers/tls-sites.ts'
import { NO_PLAN } from '../../../facts/live/live-plan.ts'
import type { TlsFacts } from '../../../facts/live/tls-facts.ts'
import { startSession } from '../live-session.ts'
import { tls } from './tls.ts'

/** testssl.sh takes its time. */
const TIMEOUT_MS = 10 * 60_000
const COMPARED = ['old', 'incomplete'] as const satisfies SiteName[]

const testssl = findTestssl()
const sites = findTlsSites()
const tools = 'missing' in testssl ? testssl : 'missing' in sites ? sites : { testssl, sites }

describeWith('the same verdicts as testssl.sh', tools, ({ testssl: { examine }, sites: { start } }) => {
  it('protocols, ciphers and trust of two servers', { timeout: TIMEOUT_MS }, async () => {
    await using server = await start()
    const folder = mkdtempSync(join(tmpdir(), 'shipworthy-testssl-root-'))
    const root = join(folder, 'root.pem')
    writeFileSync(root, server.root)
    const theirs = await Promise.all(COMPARED.map((site) => examine(SITE_NAME, server.port(site), root)))
    rmSync(folder, { recursive: true })
    for (const [index, site] of COMPARED.entries()) {
      const request = { tls: server.at(site), ca: server.root, active: false, timeoutMs: TIMEOUT_MS }
      const ours = await tls.gather(request, NO_PLAN, startSession(request))
      expect({ site, ...inOurWords(theirs[index]!) }).toEqual({ site, ...comparable(ours) })
    }
  })
})

/** What both tools can say, in the words of this one. */
function comparable({ protocols, weak, chain, distrust, misnamed }: TlsFacts): Record<string, unknown> {
  const { NULL: none, anonymous, export: weakened, '3DES': triple } = weak
  const { key, signature } = chain[0]!
  return {
    protocols,
    ciphers: { none, anonymous, weakened, triple },
    key: key.bits,
    hash: /^sha\d+/.exec(signature)?.[0],
    isTrusted: distrust === undefined,
    isNamed: misnamed === undefined,
  }
}

function inOurWords(findings: TestsslFindings): Record<string, unknown> {
  const offer = (id: string): string =>
    /^(not offered|not supported)/.test(findings[id] ?? '') ? 'refused' : 'accepted'
  return {
    protocols: {
      SSLv3: offer('SSLv3'),
      TLSv1: offer('TLS1'),
      'TLSv1.1': offer('TLS1_1'),
      'TLSv1.2': offer('TLS1_2'),
      'TLSv1.3': offer('TLS1_3'),
    },
    ciphers: {
      none: offer('cipherlist_NULL'),
      anonymous: offer('cipherlist_aNULL'),
      weakened: offer('cipherlist_EXPORT'),
      triple: offer('cipherlist_3DES_IDEA'),
    },
    key: Number(/(\d+) bits/.exec(findings['cert_keySize'] ?? '')?.[1]),
    hash: findings['cert_signatureAlgorithm']?.match(/SHA\d+/)?.[0].toLowerCase(),
    isTrusted: findings['cert_chain_of_trust']?.startsWith('passed') ?? false,
    isNamed: findings['cert_trust']?.startsWith('Ok') ?? false,
  }
}
