import { settingAt } from '../../derive/evidence.ts'
import { isDatastoreImage } from '../../derive/containers/base-images.ts'
import type { ComposePort, ComposeProject } from '../../facts/containers.ts'
import { project as example } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

export default defineRule({
  id: 'containers/port-published',
  catalogue: 'CT11',
  title: 'A datastore is published on every network interface',
  severity: 'warning',
  confidence: 'proven',
  needs: ['workloads'],
  why: 'Docker opens published ports past the firewall of the host. A database or a Redis that everybody can reach is found by scanners within hours; what then stands between them and the data is a password, or nothing.',
  remedies: [
    {
      for: 'compose',
      effort: 'S',
      text: 'Take `ports` out: services of one compose project reach each other by name without it.',
    },
    {
      for: 'compose',
      effort: 'S',
      text: 'For an administrator on the host, bind it to the host itself and tunnel with SSH.',
      code: 'ports:\n  - "127.0.0.1:5432:5432"',
    },
  ],
  references: [
    { title: 'CIS Docker Benchmark, 5.14', url: 'https://www.cisecurity.org/benchmark/docker' },
    {
      title: 'Docker: packet filtering and firewalls',
      url: 'https://docs.docker.com/engine/network/packet-filtering-firewalls/#docker-and-ufw',
    },
  ],
  falsePositives: [
    'A compose file for development, or one that only puts databases beside a service that is started by hand.',
    'A port that is bound to 127.0.0.1.',
  ],
  examples: [
    {
      name: 'nothing published',
      outcome: 'pass',
      line: 4,
      files: example('', { 'server.js': '', 'compose.yaml': compose('expose: ["5432"]') }),
    },
    {
      name: 'bound to the host itself',
      outcome: 'pass',
      files: example('', { 'server.js': '', 'compose.prod.yaml': compose('ports: ["127.0.0.1:5432:5432"]') }),
    },
    {
      name: 'published in a file for production',
      outcome: 'fail',
      severity: 'critical',
      line: 6,
      files: example('', { 'server.js': '', 'compose.prod.yaml': compose('ports: ["5432:5432"]') }),
    },
    {
      name: 'published in a file that does not say what it is for',
      outcome: 'fail',
      severity: 'warning',
      says: '6432',
      files: example('', { 'server.js': '', 'compose.yaml': compose('ports: ["${DB_PORT:-6432}:5432"]') }),
    },
    {
      name: 'published for development, taken back for production',
      outcome: 'pass',
      files: example('', {
        'server.js': '',
        'compose.yaml': compose('ports: ["5432:5432"]'),
        'compose.prod.yaml': 'services:\n  db:\n    ports: !reset []\n',
        'README.md': 'Run `docker compose -f compose.yaml -f compose.prod.yaml up -d`.\n',
      }),
    },
    {
      name: 'a file for development',
      outcome: 'not-applicable',
      files: example('', { 'server.js': '', 'compose.dev.yaml': compose('ports: ["5432:5432"]') }),
    },
    {
      name: 'a file that starts the service with a watcher',
      outcome: 'not-applicable',
      files: example('', {
        'server.js': '',
        'compose.yaml': `${compose('ports: ["5432:5432"]')}  web:\n    build: .\n    command: npm run dev\n`,
      }),
    },
    {
      name: 'only a database, for a service that is started by hand',
      outcome: 'not-applicable',
      files: example('', {
        'server.js': '',
        'compose.yaml': 'services:\n  db:\n    image: postgres:17\n    ports: ["5432:5432"]\n',
      }),
    },
    {
      name: 'the address comes from outside',
      outcome: 'unknown',
      files: example('', { 'server.js': '', 'compose.yaml': compose('ports: ["${DB_BIND}:5432:5432"]') }),
    },
  ],
  evaluate({ workloads }) {
    const stores = workloads.compose.filter(({ service }) => service.image && isDatastoreImage(service.image))
    if (stores.length === 0) return notApplicable('no compose file deploys a datastore')
    const published = stores.flatMap((store) =>
      store.service.ports.filter(isPublished).map((port) => ({ ...store, port })),
    )
    const findings = published
      .filter(({ port }) => isEverywhere(port))
      .map(({ name, port, project, saysProduction }): FindingDraft => ({
        message: `${name} can be reached on ${port.published === undefined ? 'a port' : `port ${port.published}`} of every network interface${togetherWith(project)}`,
        evidence: [settingAt(port.file, port.line, `ports: ${port.text}`)],
        severity: saysProduction ? 'critical' : 'warning',
      }))
    const good = stores.filter(({ service }) => !service.ports.filter(isPublished).some((port) => !isLocal(port)))
    if (findings.length > 0) return fail(findings, good.length)
    const open = published.filter(({ port }) => !isLocal(port))
    if (open.length > 0)
      return unknown(
        'which address the port is bound to is decided when it is started',
        open.map(({ port }) => settingAt(port.file, port.line, `ports: ${port.text}`)),
      )
    return pass(
      good.map(({ service, name }) => settingAt(service.file, service.line, `${name}:`)),
      good.length,
    )
  },
})

/** The file that publishes the port need not be the one that makes it production. */
function togetherWith({ files }: ComposeProject): string {
  return files.length > 1 ? ` when ${files.join(' and ')} are used together` : ''
}

/** A port without one of the host gets a random one, which is published all the same. */
function isPublished({ text }: ComposePort): boolean {
  return text !== ':'
}

function isEverywhere({ host }: ComposePort): boolean {
  return host === undefined || host === '0.0.0.0' || host === '::'
}

/** Of the host itself, or of a network that is not routed in the Internet (RFC 1918). */
function isLocal({ host = '' }: ComposePort): boolean {
  return /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::1$|localhost$)/.test(host)
}

function compose(line: string): string {
  return `services:\n  api:\n    build: .\n  db:\n    image: postgres:17\n    ${line}\n`
}
