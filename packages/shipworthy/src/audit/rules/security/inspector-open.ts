import { absence, callAt, settingAt } from '../../derive/evidence.ts'
import { serviceImages } from '../../derive/containers/node-images.ts'
import { siteOf } from '../../derive/execution/call-event.ts'
import type { Views } from '../../derive/views.ts'
import type { Evidence } from '../../model/outcome.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

const SERVER = "require('express')().listen(3000)\n"
const DOCKERFILE = (words: string, more = ''): string => `FROM node:24\nCOPY . .\n${more}CMD [${words}]\n`
const app = (files: Record<string, string>): Record<string, string> =>
  project('express@5', { 'server.js': SERVER, ...files })
const OPEN = '"node", "--inspect=0.0.0.0:9229", "server.js"'

type Inputs = Pick<Views, 'runtime' | 'containers' | 'program'>

/** An inspector that is switched on, and the address it listens on. */
interface Inspector {
  host: string
  port: number
  evidence: Evidence
}

export default defineRule({
  id: 'security/inspector-open',
  catalogue: 'SE15',
  title: 'The debugger of Node is open to the network',
  severity: 'critical',
  confidence: 'proven',
  needs: ['service', 'runtime', 'containers', 'program'],
  tokens: { packages: ['inspector', 'node:inspector'] },
  why: 'Whoever reaches the port of the inspector runs any code in the process, without a password: reads its secrets, its memory and its database.',
  remedies: [
    { for: 'any', effort: 'S', text: 'Start production without --inspect.', code: 'CMD ["node", "dist/server.js"]' },
    {
      for: 'any',
      effort: 'S',
      text: 'To look into a running process, keep it on loopback and reach it through a tunnel.',
      code: 'kubectl port-forward pod/api 9229:9229',
    },
  ],
  references: [
    {
      title: 'Node.js: debugging, security',
      url: 'https://nodejs.org/en/learn/getting-started/debugging#security-implications',
    },
    { title: 'Node.js: --inspect', url: 'https://nodejs.org/api/cli.html#--inspecthostport' },
  ],
  falsePositives: [
    '`--inspect` without an address listens on loopback: inside a container nobody outside reaches it, even where the port is published.',
    'Scripts and compose files for development.',
    'An open address without a published port is reachable from other containers only: a warning.',
  ],
  examples: [
    { name: 'no inspector', outcome: 'pass', files: app({ Dockerfile: DOCKERFILE('"node", "server.js"') }) },
    {
      name: 'open, and the port is published',
      outcome: 'fail',
      severity: 'critical',
      line: 3,
      says: '9229',
      files: app({
        Dockerfile: DOCKERFILE(OPEN),
        'docker-compose.yml': 'services:\n  api:\n    build: .\n    ports:\n      - "9229:9229"\n',
      }),
    },
    {
      name: 'open, inside its network only',
      outcome: 'fail',
      severity: 'warning',
      files: app({ Dockerfile: DOCKERFILE(OPEN) }),
    },
    {
      name: 'through NODE_OPTIONS, and the image exposes the port',
      outcome: 'fail',
      severity: 'critical',
      line: 3,
      files: app({
        Dockerfile: DOCKERFILE('"node", "server.js"', 'ENV NODE_OPTIONS="--inspect=0.0.0.0"\nEXPOSE 3000 9229\n'),
      }),
    },
    {
      name: 'in the start script, without a container',
      outcome: 'fail',
      severity: 'critical',
      files: {
        'package.json':
          '{\n  "private": true,\n  "scripts": { "start": "node --inspect=0.0.0.0 server.js" },\n  "dependencies": { "express": "5" }\n}\n',
        'server.js': SERVER,
      },
    },
    {
      name: 'on loopback',
      outcome: 'pass',
      says: 'loopback',
      files: app({
        Dockerfile: DOCKERFILE('"node", "--inspect", "server.js"'),
        'docker-compose.yml': 'services:\n  api:\n    build: .\n    ports:\n      - "9229:9229"\n',
      }),
    },
    {
      name: 'in a script for development only',
      outcome: 'pass',
      files: {
        'package.json':
          '{\n  "private": true,\n  "scripts": { "start": "node server.js", "dev": "node --inspect=0.0.0.0 server.js" },\n  "dependencies": { "express": "5" }\n}\n',
        'server.js': SERVER,
        'docker-compose.dev.yml': 'services:\n  api:\n    build: .\n    command: node --inspect=0.0.0.0 server.js\n',
      },
    },
    {
      name: 'a compose file that mounts the sources',
      outcome: 'pass',
      files: app({
        Dockerfile: DOCKERFILE('"node", "server.js"'),
        'docker-compose.yml':
          'services:\n  api:\n    build: .\n    command: nodemon --inspect=0.0.0.0 server.js\n    volumes:\n      - .:/app\n    ports:\n      - "9229:9229"\n',
      }),
    },
    { name: 'a library', outcome: 'not-applicable', files: project('', { 'index.js': 'module.exports = 1\n' }) },
    {
      name: 'the address is filled in later',
      outcome: 'unknown',
      files: app({ Dockerfile: 'FROM node:24\nCOPY . .\nCMD node --inspect=${INSPECT_HOST} server.js\n' }),
    },
  ],
  evaluate(views) {
    const inapplicable = unlessService(views.service)
    if (inapplicable) return inapplicable
    const { steps } = views.runtime
    const inspectors = [...fromSettings(views), ...fromCode(views)]
    const open = inspectors.filter(({ host }) => !isLoopback(host) && !host.includes('$'))
    if (open.length > 0) return fail(open.map((inspector) => describe(inspector, views)))
    const unresolved = inspectors.filter(({ host }) => host.includes('$'))
    if (unresolved.length > 0)
      return unknown(
        'the address of the inspector is only known at run time',
        unresolved.map(({ evidence }) => evidence),
      )
    if (inspectors.length > 0)
      return pass(inspectors.map(({ evidence }) => ({ ...evidence, note: 'the inspector is on, on loopback' })))
    if (steps.length === 0) return notApplicable('no start command is part of the project')
    const first = steps.find(({ command }) => command.launches.length > 0) ?? steps[0]!
    return pass(absence(`${steps.length} start commands looked through`, first.evidence), steps.length)
  },
})

const INSPECT = /(?:^|[\s="'])--inspect(?:-brk|-wait)?(?:=([^\s"']*))?(?=$|[\s"',\]])/g
const DEFAULT_PORT = 9229

function fromSettings({ runtime }: Inputs): Inspector[] {
  const isDevelopment = (text: string): boolean =>
    /\b(nodemon|ts-node-dev|tsx watch|node-dev|tsnd)\b|--watch\b/.test(text)
  const commands = runtime.steps.filter(({ text }) => !isDevelopment(text))
  const options = runtime.named('NODE_OPTIONS').filter(({ source }) => source !== 'environment-file')
  return [
    ...commands.flatMap(({ text, evidence }) => inspectorsIn(text, evidence)),
    ...options
      .filter(({ source }) => source !== 'command')
      .flatMap(({ value, evidence }) => inspectorsIn(value ?? '', evidence)),
  ]
}

/** `--inspect`, `--inspect=9230`, `--inspect=0.0.0.0`, `--inspect-brk=[::]:9229` */
function inspectorsIn(text: string, evidence: Evidence): Inspector[] {
  return [...text.matchAll(INSPECT)].map(([, address]) => {
    if (!address || /^\d+$/.test(address)) return { host: '127.0.0.1', port: Number(address || DEFAULT_PORT), evidence }
    const parts = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(address)
    return { host: parts?.[1] ?? address, port: Number(parts?.[2] ?? DEFAULT_PORT), evidence }
  })
}

/** `inspector.open(9229, '0.0.0.0')` */
function fromCode({ program }: Inputs): Inspector[] {
  return program.matching(/^inspector\.open$/).flatMap((event): Inspector[] => {
    if (event.force !== 'on' || event.phase !== 'boot') return []
    const [port, host] = program.evaluator.arguments(siteOf(event))
    if (host?.kind !== 'literal' || typeof host.value !== 'string') return []
    const number = port?.kind === 'literal' && typeof port.value === 'number' ? port.value : DEFAULT_PORT
    return [{ host: host.value, port: number, evidence: callAt(event) }]
  })
}

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[?::1\]?)$/.test(host)
}

function describe({ host, port, evidence }: Inspector, views: Inputs): FindingDraft {
  const way = wayIn(port, views)
  return {
    message: `the inspector listens on ${host}:${port}${way ? `, and ${way.text}` : ', which every container of its network reaches'}`,
    severity: way ? 'critical' : 'warning',
    evidence: [evidence, ...(way?.evidence ? [way.evidence] : [])],
  }
}

/** How the port can be reached from outside. */
function wayIn(port: number, { containers, runtime }: Inputs): { text: string; evidence?: Evidence } | undefined {
  const images = serviceImages(containers)
  if (images.length === 0 && containers.kubernetes.length === 0) return { text: 'no container is around it' }
  for (const { file, service } of runtime.services) {
    const published = service.ports.find(({ target }) => target === port)
    if (published) return { text: 'the port is published', evidence: place(file.path, published.line, file.lines) }
    if (service.networkMode?.value === 'host')
      return {
        text: 'the container shares the network of the host',
        evidence: place(file.path, service.line, file.lines),
      }
  }
  for (const { path, effective, dockerfile } of images) {
    const exposed = effective('EXPOSE')
    if (exposed?.text.split(/\s+/).some((word) => Number.parseInt(word, 10) === port))
      return { text: 'the image exposes the port', evidence: place(path, exposed.line, dockerfile.lines) }
  }
  const pod = containers.kubernetes.find((object) => object.containers.some(({ ports }) => ports.includes(port)))
  return pod && { text: 'the pod opens the port', evidence: settingAt(pod.path, pod.line) }
}

function place(file: string, line: number, lines: readonly string[]): Evidence {
  return settingAt(file, line, lines[line - 1])
}
