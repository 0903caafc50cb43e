import { directiveAt, type EdgeLocation } from '../../derive/edge/edge-view.ts'
import { effective } from '../../derive/edge/nginx-scope.ts'
import type { Execution } from '../../derive/execution/execution.ts'
import { unlessWeb } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

const APP = "const app = require('express')()\napp.get('/', (req, res) => res.send('hello'))\napp.listen(3000)\n"
const FOR = 'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;'
const PROTO = 'proxy_set_header X-Forwarded-Proto $scheme;'
const PASS = 'proxy_pass http://localhost:3000;'
const behind = (server: string, code = APP): Record<string, string> =>
  project('express@5', { 'server.js': code, 'nginx.conf': `http {\n  server {\n    ${server}\n  }\n}\n` })

export default defineRule({
  id: 'containers/nginx-forwarded',
  catalogue: 'CT22',
  title: 'nginx does not tell the service who called',
  severity: 'warning',
  confidence: 'structural',
  needs: ['edge', 'service', 'program'],
  tokens: { words: ['x-real-ip', 'X-Real-IP', 'cf-connecting-ip'] },
  why: 'Behind a proxy every request comes from the proxy. Without X-Forwarded-For the service logs and limits one address for all users, or believes the header that a client made up, for nginx passes it on unchanged; without X-Forwarded-Proto it takes HTTPS for HTTP, so secure cookies and redirects break.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Set them beside proxy_pass, together with any other proxy_set_header of that location.',
      code: `proxy_set_header Host $host;\n${FOR}\n${PROTO}`,
    },
  ],
  references: [
    {
      title: 'nginx: proxy_set_header',
      url: 'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_set_header',
    },
    { title: 'Express behind proxies', url: 'https://expressjs.com/en/guide/behind-proxies.html' },
  ],
  falsePositives: [
    'Headers of the level above, or of an included file; they count unless the location sets any of its own.',
    'A server without TLS: the header of the proxy in front of it passes through.',
    'Locations for static files and probes, where nobody asks who called.',
    'A service that reads X-Real-IP, where nginx sets that.',
  ],
  examples: [
    { name: 'both', outcome: 'pass', files: behind(`listen 443 ssl;\nlocation / { ${FOR} ${PROTO} ${PASS} }`) },
    {
      name: 'set once for all locations',
      outcome: 'pass',
      files: behind(`listen 443 ssl;\n${FOR} ${PROTO}\nlocation / { ${PASS} }`),
    },
    {
      name: 'a header of its own takes away those of the server',
      outcome: 'fail',
      says: 'of its own',
      line: 5,
      files: behind(`listen 443 ssl;\n${FOR} ${PROTO}\nlocation / { ${PASS} proxy_set_header Upgrade $http_upgrade; }`),
    },
    {
      name: 'none',
      outcome: 'fail',
      says: 'X-Forwarded-For',
      line: 3,
      files: behind(`location / { ${PASS} }`),
    },
    {
      name: 'TLS ends here and the service is not told',
      outcome: 'fail',
      says: 'X-Forwarded-Proto',
      files: behind(`listen 443 ssl;\nlocation / { ${FOR} ${PASS} }`),
    },
    { name: 'TLS ends further out', outcome: 'pass', files: behind(`listen 80;\nlocation / { ${FOR} ${PASS} }`) },
    {
      name: 'static files beside',
      outcome: 'pass',
      files: behind(
        `location / { ${FOR} ${PASS} }\nlocation /_next/static { ${PASS} }\nlocation = /health { ${PASS} }`,
      ),
    },
    {
      name: 'from a file beside it',
      outcome: 'pass',
      files: {
        ...behind(`location / { ${PASS} include /etc/nginx/snippets/proxy.conf; }`),
        'snippets/proxy.conf': `${FOR}\n${PROTO}\n`,
      },
    },
    {
      name: 'the service reads what nginx sets',
      outcome: 'pass',
      files: behind(
        `location / { proxy_set_header X-Real-IP $remote_addr; ${PASS} }`,
        `${APP}app.use((req, res, next) => { req.client = req.headers['x-real-ip']; next() })\n`,
      ),
    },
    {
      name: 'nginx leads elsewhere',
      outcome: 'not-applicable',
      files: behind('location / { proxy_pass http://localhost:9000; }'),
    },
    {
      name: 'a file that is not part of the project',
      outcome: 'unknown',
      files: behind(`location / { ${PASS} include /srv/headers.conf; }`),
    },
  ],
  evaluate({ edge, service, program }) {
    const inapplicable = unlessWeb(service)
    if (inapplicable) return inapplicable
    const locations = edge.toService.filter((location) => !isAside(location))
    if (locations.length === 0) return notApplicable('no nginx in the project certainly leads to the service')
    const readsRealIp = readsHeader(program, /x-real-ip/i)
    const findings: FindingDraft[] = []
    const open: EdgeLocation[] = []
    for (const location of locations) {
      const verdict = judge(location, readsRealIp)
      if (verdict === 'open') open.push(location)
      else if (verdict !== 'good') findings.push(verdict)
    }
    const passed = locations.length - findings.length - open.length
    if (findings.length > 0) return fail(findings, passed)
    const evidence = locations.map(({ target }) => directiveAt(target!.at))
    if (open.length > 0)
      return unknown('headers may be set in a file that is not part of the project, or by a template', evidence)
    return pass(evidence, passed)
  },
})

/** Files and probes: what answers them does not ask who called. */
function isAside({ path, modifier }: EdgeLocation): boolean {
  return (
    /(^|\/)(_next\/(static|image)|static|assets|public|images?|favicon\.ico|robots\.txt|health[\w-]*|ready|live|ping|metrics)\b/.test(
      path,
    ) ||
    (modifier.startsWith('~') && /js|css|png/.test(path))
  )
}

function judge({ scope, server, target }: EdgeLocation, readsRealIp: boolean): 'good' | 'open' | FindingDraft {
  const { found, level, isOpen } = effective(scope, 'proxy_set_header')
  const names = new Set(found.filter(({ args }) => args[1] !== '').map(({ args }) => args[0]?.toLowerCase()))
  const hasAddress = names.has('x-forwarded-for') || names.has('forwarded') || (readsRealIp && names.has('x-real-ip'))
  const hasProtocol =
    !server.hasTls || names.has('x-forwarded-proto') || names.has('forwarded') || names.has('x-forwarded-ssl')
  if (hasAddress && hasProtocol) return 'good'
  if (isOpen) return 'open'
  const missing = [...(hasAddress ? [] : ['X-Forwarded-For']), ...(hasProtocol ? [] : ['X-Forwarded-Proto'])]
  const above = level?.parent ? effective(level.parent, 'proxy_set_header').found : []
  const lost = above.filter(({ args }) => missing.some((name) => name.toLowerCase() === args[0]?.toLowerCase()))
  const message =
    lost.length > 0
      ? `${missing.join(' and ')} of the level above does not apply here: the location has a proxy_set_header of its own`
      : `${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not set on the way to the service`
  return { message, evidence: [directiveAt(target!.at), ...lost.slice(0, 1).map((entry) => directiveAt(entry))] }
}

function readsHeader({ modules, evaluator }: Execution, name: RegExp): boolean {
  return [...modules].some((path) => name.test(evaluator.sources.text(path) ?? ''))
}
