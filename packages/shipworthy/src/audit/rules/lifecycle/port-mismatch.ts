import { callAt, settingAt } from '../../derive/evidence.ts'
import type { ImageView } from '../../derive/containers/containers-view.ts'
import type { EntryPoints } from '../../derive/entries/entry-points.ts'
import type { CallEvent } from '../../derive/execution/call-event.ts'
import { effectiveText, listenAddress } from '../../derive/http/listen-address.ts'
import { unlessWeb } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

interface PortPromise {
  port: number
  file: string
  line: number
  text: string
  /** Traffic is sent there; `EXPOSE` alone only documents. */
  binding: boolean
}

const DOCKERFILE = (port: number): string => `FROM node:24\nCOPY . .\nEXPOSE ${port}\nCMD ["node", "server.js"]\n`

export default defineRule({
  id: 'lifecycle/port-mismatch',
  catalogue: 'LF07',
  title: 'Listens on another port than the container says',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'program', 'containers', 'entries'],
  tokens: { words: ['.listen('], names: ['PORT'] },
  why: 'The orchestrator sends traffic and probes to the port the manifest names. If the process listens on another one, every rollout fails its health check or serves nothing.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Take the port from one variable with one default, and name that default in EXPOSE, compose and the manifests.',
      code: 'const port = Number(process.env.PORT ?? 3000)',
    },
  ],
  references: [
    { title: 'Dockerfile reference: EXPOSE', url: 'https://docs.docker.com/reference/dockerfile/#expose' },
    { title: 'The Twelve-Factor App: VII. Port binding', url: 'https://12factor.net/port-binding' },
  ],
  falsePositives: [
    'PORT set by the image, the compose file or the platform.',
    'A proxy in the same container that listens on the exposed port.',
    'Several listeners, of which one matches.',
  ],
  examples: [
    {
      name: 'the same port',
      outcome: 'pass',
      files: project('express@5', {
        'server.js': "require('express')().listen(process.env.PORT || 3000)\n",
        Dockerfile: DOCKERFILE(3000),
      }),
    },
    {
      name: 'the image sets PORT',
      outcome: 'pass',
      files: project('express@5', {
        'server.js': "require('express')().listen(process.env.PORT || 3000)\n",
        Dockerfile: `FROM node:24\nENV PORT=8080\nEXPOSE 8080\nCMD ["node", "server.js"]\n`,
      }),
    },
    {
      name: 'EXPOSE names another port',
      outcome: 'fail',
      severity: 'warning',
      line: 1,
      says: '8080',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n", Dockerfile: DOCKERFILE(8080) }),
    },
    {
      name: 'compose publishes another port',
      outcome: 'fail',
      severity: 'critical',
      says: '8080',
      files: project('express@5', {
        'server.js': "require('express')().listen(3000)\n",
        Dockerfile: 'FROM node:24\nCMD ["node", "server.js"]\n',
        'docker-compose.yml': 'services:\n  api:\n    build: .\n    ports: ["80:8080"]\n',
      }),
    },
    {
      name: 'a proxy in the same container',
      outcome: 'unknown',
      files: project('express@5', {
        'server.js': "require('express')().listen(3000)\n",
        Dockerfile: 'FROM node:24\nRUN apt-get install -y nginx\nEXPOSE 80\nCMD ["node", "server.js"]\n',
      }),
    },
    {
      name: 'no container',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
  ],
  evaluate({ service, program, containers, entries }) {
    const inapplicable = unlessWeb(service)
    if (inapplicable) return inapplicable
    const images = containers.images.filter(({ isNode }) => isNode)
    if (images.length === 0) return notApplicable('it is not built into a container')
    const promised = images
      .map((image) => ({ image, promises: promisesOf(image) }))
      .filter(({ promises }) => promises.length > 0)
    if (promised.length === 0) return notApplicable('no file names a port')
    const listeners = service.listeners.filter(({ force, phase }) => force !== 'off' && phase === 'boot')
    const ports = listeners.map((event) => ({
      event,
      text: effectiveText(program, listenAddress(program, event).port),
    }))
    if (ports.length === 0) return unknown('its framework chooses the port')
    if (ports.some(({ text }) => !text || !/^\d+$/.test(text.text)))
      return unknown(
        'the port it listens on is not known',
        ports.map(({ event }) => callAt(event)),
      )
    if (promised.some(({ image }) => hasProxy(image)) || promised.length > 1) {
      const all = new Set(promised.flatMap(({ promises }) => promises.map(({ port }) => port)))
      if (!ports.some(({ text }) => all.has(Number(text!.text))))
        return unknown('several containers or a proxy stand between the port and the process')
    }
    const findings = promised.flatMap(({ image, promises }): FindingDraft[] => {
      if (promises.some(({ port }) => ports.some(({ text }) => Number(text!.text) === port))) return []
      const own = promised.length === 1 ? ports : ports.filter(({ event }) => startsIn(image, entries, event))
      if (own.length === 0) return []
      const worst = promises.find(({ binding }) => binding) ?? promises[0]!
      const { event, text } = own[0]!
      const isProven = worst.binding && text!.fixed
      return [
        {
          message: `listens on ${text!.text}, but ${worst.file} promises ${worst.port}`,
          severity: isProven ? 'critical' : 'warning',
          evidence: [callAt(event), settingAt(worst.file, worst.line, worst.text)],
        },
      ]
    })
    if (findings.length > 0) return fail(findings, promised.length - findings.length)
    const { promises } = promised[0]!
    return pass(
      [callAt(ports[0]!.event), settingAt(promises[0]!.file, promises[0]!.line, promises[0]!.text)],
      promised.length,
    )
  },
})

/** Whether a listener belongs to the program that an image starts, as far as folders tell. */
function startsIn({ path }: ImageView, { entries }: EntryPoints, { file }: CallEvent): boolean {
  return entries.some(
    ({ command, directory }) => command?.file === path && directory !== '' && file.path.startsWith(`${directory}/`),
  )
}

function promisesOf(image: ImageView): PortPromise[] {
  const exposed = image.all('EXPOSE').flatMap(({ text, line }) =>
    [...text.matchAll(/\b(\d{2,5})\b/g)].map(([, port]): PortPromise => ({
      port: Number(port),
      file: image.path,
      line,
      text: `EXPOSE ${text}`,
      binding: false,
    })),
  )
  const published = image.services.flatMap(({ file, service }) =>
    service.ports.flatMap(({ target, line, text }): PortPromise[] =>
      target === undefined ? [] : [{ port: target, file: file.path, line, text, binding: true }],
    ),
  )
  return [...exposed, ...published]
}

function hasProxy(image: ImageView): boolean {
  return image.stages.some(({ instructions }) =>
    instructions.some(({ text }) => /\b(nginx|caddy|haproxy|traefik|apache2|envoy)\b/i.test(text)),
  )
}
