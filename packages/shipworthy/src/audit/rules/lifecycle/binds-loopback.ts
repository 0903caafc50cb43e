import { callAt, settingAt } from '../../derive/evidence.ts'
import { effectiveText, listenAddress } from '../../derive/http/listen-address.ts'
import { unlessWeb } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

const LOOPBACK = /^(localhost|127\.0\.0\.1|::1)$/
const DOCKERFILE = 'FROM node:24\nCOPY . .\nEXPOSE 3000\nCMD ["node", "server.js"]\n'

export default defineRule({
  id: 'lifecycle/binds-loopback',
  catalogue: 'LF06',
  title: 'Listens on loopback inside a container',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'program', 'containers'],
  tokens: { words: ['127.0.0.1', 'localhost', '.listen('] },
  why: 'Inside a container, loopback is the container itself. A service that binds to it starts, logs that it is listening, and nobody outside ever reaches it.',
  remedies: [
    {
      for: 'fastify',
      effort: 'S',
      text: 'Name the host; the default is localhost.',
      code: "await app.listen({ port, host: '0.0.0.0' })",
    },
    {
      for: 'any',
      effort: 'S',
      text: 'Bind to all interfaces, or take the host from the environment.',
      code: "server.listen(port, process.env.HOST ?? '0.0.0.0')",
    },
  ],
  references: [
    { title: 'Fastify: listen', url: 'https://fastify.dev/docs/latest/Reference/Server/#listen' },
    {
      title: 'Node.js: server.listen()',
      url: 'https://nodejs.org/api/net.html#serverlistenport-host-backlog-callback',
    },
  ],
  falsePositives: [
    'A host taken from a variable that the image or compose file sets.',
    'A service without a container, behind a proxy on the same machine.',
  ],
  examples: [
    {
      name: 'no host means all interfaces',
      outcome: 'pass',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n", Dockerfile: DOCKERFILE }),
    },
    {
      name: 'the image sets the host',
      outcome: 'pass',
      files: project('express@5', {
        'server.js': "require('express')().listen(3000, process.env.HOST || '127.0.0.1')\n",
        Dockerfile: DOCKERFILE.replace('EXPOSE', 'ENV HOST=0.0.0.0\nEXPOSE'),
      }),
    },
    {
      name: 'loopback in a published container',
      outcome: 'fail',
      severity: 'critical',
      line: 1,
      files: project('express@5', {
        'server.js': "require('express')().listen(3000, '127.0.0.1')\n",
        Dockerfile: DOCKERFILE,
      }),
    },
    {
      name: "Fastify's default host",
      outcome: 'fail',
      severity: 'critical',
      says: 'default',
      files: project('fastify@5', {
        'server.js': "require('fastify')().listen({ port: 3000 })\n",
        Dockerfile: DOCKERFILE,
      }),
    },
    {
      name: 'loopback unless a variable says otherwise',
      outcome: 'fail',
      severity: 'warning',
      files: project('express@5', {
        'server.js': "require('express')().listen(3000, process.env.HOST || 'localhost')\n",
        Dockerfile: DOCKERFILE,
      }),
    },
    {
      name: 'no container',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000, '127.0.0.1')\n" }),
    },
    {
      name: 'a host from elsewhere',
      outcome: 'unknown',
      files: project('express@5', {
        'server.js': "const settings = require('company-settings')\nrequire('express')().listen(3000, settings.host)\n",
        Dockerfile: DOCKERFILE,
      }),
    },
  ],
  evaluate({ service, program, containers }) {
    const inapplicable = unlessWeb(service)
    if (inapplicable) return inapplicable
    const image = containers.images.find(({ isNode }) => isNode)
    if (!image) return notApplicable('it is not built into a container')
    const listeners = service.listeners.filter(({ force, phase }) => force !== 'off' && phase === 'boot')
    if (listeners.length === 0) return notApplicable('its framework chooses the host')
    const published = image.effective('EXPOSE')
    const findings: FindingDraft[] = []
    let open = 0
    for (const event of listeners) {
      const { host, hostIsDefault } = listenAddress(program, event)
      const text = effectiveText(program, host)
      if (host === undefined || (text && !LOOPBACK.test(text.text))) continue
      if (!text) open++
      else {
        const message = hostIsDefault
          ? "Fastify's default host is localhost: the container's port leads nowhere"
          : `binds to ${text.text}: the container's port leads nowhere`
        const isProven = (text.fixed || hostIsDefault) && published !== undefined
        findings.push({
          message,
          severity: isProven ? 'critical' : 'warning',
          evidence: [
            callAt(event),
            ...(published ? [settingAt(image.path, published.line, `EXPOSE ${published.text}`)] : []),
          ],
        })
      }
    }
    const passed = listeners.length - findings.length - open
    // One socket on loopback beside a public one is a choice (metrics, debugging).
    if (findings.length > 0 && passed === 0) return fail(findings)
    if (passed === 0)
      return unknown(
        'the host it binds to is not known',
        listeners.map((event) => callAt(event)),
      )
    return pass(
      listeners.map((event) => callAt(event)),
      passed,
    )
  },
})
