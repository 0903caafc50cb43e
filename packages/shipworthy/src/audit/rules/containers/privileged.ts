import { settingAt } from '../../derive/evidence.ts'
import type { ComposeWorkload, PodWorkload } from '../../derive/containers/workload.ts'
import { itemsAt, nodeAt, textAt, valueAt, type SettingNode } from '../../facts/setting-node.ts'
import type { Evidence } from '../../model/outcome.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

/** Sockets of container runtimes: whoever may talk to one is root on the host. */
const RUNTIME_SOCKET = /(docker|containerd|crio|podman)\.sock$/

export default defineRule({
  id: 'containers/privileged',
  catalogue: 'CT09',
  title: 'The service has the run of its host',
  severity: 'warning',
  confidence: 'proven',
  needs: ['workloads'],
  why: 'A privileged container, one that sees the processes or the network of its host, or one that may talk to the Docker socket is no container any more: whoever gets code to run in the service owns the machine and everything else on it.',
  remedies: [
    {
      for: 'compose',
      effort: 'S',
      text: 'Take `privileged` and the socket out; add the one capability that is needed. Publish ports instead of `network_mode: host`.',
      code: 'cap_add: [NET_BIND_SERVICE]',
    },
    {
      for: 'kubernetes',
      effort: 'S',
      text: 'Take them out, and let the namespace refuse them.',
      code: 'metadata:\n  labels:\n    pod-security.kubernetes.io/enforce: restricted',
    },
    {
      for: 'any',
      effort: 'M',
      text: 'A service that must start containers talks to a proxy of the socket that allows these calls and no others, or to the API of the cluster with a role of its own.',
    },
  ],
  references: [
    { title: 'CIS Docker Benchmark, 5.5, 5.10 and 5.32', url: 'https://www.cisecurity.org/benchmark/docker' },
    {
      title: 'Kubernetes: Pod Security Standards',
      url: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
    },
    {
      title: 'OWASP Docker Security Cheat Sheet, rule 1: do not expose the Docker daemon socket',
      url: 'https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html#rule-1-do-not-expose-the-docker-daemon-socket-even-to-the-containers',
    },
  ],
  falsePositives: [
    'Agents that watch the host (node-exporter, cAdvisor, portainer, traefik) need it; only the containers of the application are judged.',
    'Compose files for development.',
  ],
  examples: [
    {
      name: 'an ordinary service',
      outcome: 'pass',
      files: project('', { 'server.js': '', 'compose.yaml': compose('') }),
    },
    {
      name: 'privileged in a file for production',
      outcome: 'fail',
      severity: 'critical',
      says: 'privileged',
      line: 4,
      files: project('', { 'server.js': '', 'compose.prod.yaml': compose('privileged: true') }),
    },
    {
      name: 'the Docker socket, read only, which stops nobody',
      outcome: 'fail',
      severity: 'warning',
      says: 'socket',
      files: project('', {
        'server.js': '',
        'compose.yaml': compose('volumes: ["/var/run/docker.sock:/var/run/docker.sock:ro"]'),
      }),
    },
    {
      name: 'privileged in the file an override adds to',
      outcome: 'fail',
      line: 4,
      files: project('', {
        'server.js': '',
        'compose.yaml': compose('privileged: true'),
        'compose.prod.yaml': 'services:\n  api:\n    restart: always\n',
        'deploy.sh': 'docker compose -f compose.yaml -f compose.prod.yaml up -d\n',
      }),
    },
    {
      name: 'a pod that sees the processes of its node',
      outcome: 'fail',
      says: 'hostPID',
      files: project('', {
        'server.js': '',
        'k8s/api.yaml': deployment('hostPID: true', 'registry.example.com/api:1'),
      }),
    },
    {
      name: 'an overlay that takes it away again',
      outcome: 'pass',
      files: project('', {
        'server.js': '',
        'k8s/base/api.yaml': deployment('hostNetwork: true', 'registry.example.com/api:1'),
        'k8s/base/kustomization.yaml': 'resources: [api.yaml]\n',
        'k8s/overlays/prod/kustomization.yaml':
          'resources: [../../base]\npatches:\n  - target: { kind: Deployment, name: api }\n    patch: |-\n      - op: remove\n        path: /spec/template/spec/hostNetwork\n',
      }),
    },
    {
      name: 'an agent beside the service',
      outcome: 'pass',
      files: project('', {
        'server.js': '',
        'compose.yaml': `${compose('')}  portainer:\n    image: portainer/portainer-ce:2.21\n    privileged: true\n    volumes: ["/var/run/docker.sock:/var/run/docker.sock"]\n`,
      }),
    },
    {
      name: 'only for development',
      outcome: 'not-applicable',
      files: project('', { 'server.js': '', 'compose.dev.yaml': compose('privileged: true') }),
    },
    {
      name: 'decided when it is started',
      outcome: 'unknown',
      says: 'privileged',
      files: project('', { 'server.js': '', 'compose.yaml': compose('privileged: ${PRIVILEGED}') }),
    },
  ],
  evaluate({ workloads }) {
    const pods = workloads.pods.filter(({ application }) => application.length > 0)
    const services = workloads.compose.filter(({ isApplication }) => isApplication)
    if (pods.length + services.length === 0) return notApplicable('nothing says how the service is deployed')
    const judged = [...pods.map(judgePod), ...services.map(judgeService)]
    const findings = judged.flatMap((verdict) => verdict.findings)
    const good = judged.filter((verdict) => verdict.findings.length === 0 && verdict.open.length === 0)
    if (findings.length > 0) return fail(findings, good.length)
    const open = judged.flatMap((verdict) => verdict.open)
    return open.length > 0
      ? unknown('whether the service runs privileged is decided when it is deployed', open)
      : pass(
          good.map(({ place }) => place),
          good.length,
        )
  },
})

interface Judgement {
  findings: FindingDraft[]
  open: Evidence[]
  place: Evidence
}

function judgePod({ object, pod, application, name, saysProduction }: PodWorkload): Judgement {
  const place = settingAt(object.path, object.line, `kind: ${object.kind}`)
  const findings: FindingDraft[] = []
  const open: Evidence[] = []
  const add = (message: string, node: SettingNode, text: string, isGrave: boolean): void =>
    void findings.push(draft(message, settingAt(node.file, node.line, text), isGrave && saysProduction))
  for (const { tree } of application) {
    const privileged = nodeAt(tree, 'securityContext', 'privileged')
    if (valueAt(privileged) === true) add(`${name} runs privileged`, privileged!, 'privileged: true', true)
    else if (privileged?.open)
      open.push(settingAt(privileged.file, privileged.line, `privileged: ${textAt(privileged)}`))
  }
  for (const key of ['hostNetwork', 'hostPID', 'hostIPC']) {
    const node = nodeAt(pod, key)
    if (valueAt(node) === true) add(`${name} shares ${key} with its node`, node!, `${key}: true`, false)
    else if (node?.open) open.push(settingAt(node.file, node.line, `${key}: ${textAt(node)}`))
  }
  for (const volume of itemsAt(pod, 'volumes')) {
    const path = nodeAt(volume, 'hostPath', 'path')
    if (path && RUNTIME_SOCKET.test(textAt(path) ?? ''))
      add(`${name} may talk to the socket of the container runtime`, path, `hostPath: ${textAt(path)}`, true)
  }
  return { findings, open, place }
}

function judgeService({ service, name, saysProduction }: ComposeWorkload): Judgement {
  const findings: FindingDraft[] = []
  const open: Evidence[] = []
  const { privileged, networkMode, pid, ipc } = service
  if (privileged?.value.includes('$'))
    open.push(settingAt(privileged.file, privileged.line, `privileged: ${privileged.value}`))
  else if (privileged && /^(true|yes|on|1)$/i.test(privileged.value))
    findings.push(
      draft(`${name} runs privileged`, settingAt(privileged.file, privileged.line, 'privileged: true'), saysProduction),
    )
  for (const [key, setting] of Object.entries({ network_mode: networkMode, pid, ipc })) {
    if (setting?.value === 'host')
      findings.push(
        draft(`${name} shares ${key} with its host`, settingAt(setting.file, setting.line, `${key}: host`), false),
      )
  }
  for (const { source = '', file, line, text } of service.volumes) {
    if (RUNTIME_SOCKET.test(source))
      findings.push(
        draft(`${name} may talk to the socket of the container runtime`, settingAt(file, line, text), saysProduction),
      )
  }
  return { findings, open, place: settingAt(service.file, service.line, `${name}:`) }
}

function draft(message: string, evidence: Evidence, isCritical: boolean): FindingDraft {
  return { message, evidence: [evidence], severity: isCritical ? 'critical' : 'warning' }
}

function compose(line: string): string {
  return `services:\n  api:\n    build: .\n${line && `    ${line}\n`}`
}

function deployment(line: string, image: string): string {
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: api }\nspec:\n  template:\n    spec:\n      ${line}\n      containers:\n        - name: api\n          image: ${image}\n`
}
