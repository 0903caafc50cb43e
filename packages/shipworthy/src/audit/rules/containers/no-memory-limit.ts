import { absence, settingAt } from '../../derive/evidence.ts'
import type { ComposeWorkload } from '../../derive/containers/workload.ts'
import type { WorkloadsView } from '../../derive/containers/workloads-view.ts'
import type { KubernetesContainer, KubernetesObject } from '../../facts/containers.ts'
import { isOpenAt, itemsAt, nodeAt, textAt } from '../../facts/setting-node.ts'
import type { Evidence } from '../../model/outcome.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

export default defineRule({
  id: 'containers/no-memory-limit',
  catalogue: 'CT10',
  title: 'No memory limit',
  severity: 'warning',
  confidence: 'proven',
  needs: ['workloads'],
  why: 'A leak in one service takes the memory of all: the kernel then ends whatever it likes, often the database. With a limit it ends the service that leaks, and Node sizes its heap by it.',
  remedies: [
    {
      for: 'kubernetes',
      effort: 'S',
      text: 'Ask for what it uses, and limit it a good way above the highest use you have seen.',
      code: 'resources:\n  requests: { memory: 256Mi, cpu: 100m }\n  limits: { memory: 512Mi }',
    },
    {
      for: 'compose',
      effort: 'S',
      text: 'Set a limit; `docker stats` shows what it uses.',
      code: 'deploy:\n  resources:\n    limits: { memory: 512M }',
    },
  ],
  references: [
    { title: 'CIS Docker Benchmark, 5.11', url: 'https://www.cisecurity.org/benchmark/docker' },
    {
      title: 'Kubernetes: resource management for pods and containers',
      url: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
    },
    {
      title: 'Compose: deploy.resources',
      url: 'https://docs.docker.com/reference/compose-file/deploy/#resources',
    },
  ],
  falsePositives: [
    'A LimitRange of the namespace gives containers a limit.',
    'Values of a chart that are only known when it is installed: unknown, not failed.',
    'Almost no compose file has one: there it is a hint.',
  ],
  examples: [
    {
      name: 'a limit in the manifest',
      outcome: 'pass',
      line: 10,
      files: project('', { 'server.js': '', 'k8s/api.yaml': deployment('resources: { limits: { memory: 512Mi } }') }),
    },
    {
      name: 'no limit in the manifest',
      outcome: 'fail',
      severity: 'warning',
      line: 8,
      files: project('', { 'server.js': '', 'k8s/api.yaml': deployment('resources: { requests: { memory: 1Gi } }') }),
    },
    {
      name: 'no limit in compose',
      outcome: 'fail',
      severity: 'info',
      line: 2,
      files: project('', { 'server.js': '', 'compose.yaml': 'services:\n  api:\n    build: .\n' }),
    },
    {
      name: 'a limit that the file for production adds',
      outcome: 'pass',
      files: project('', {
        'server.js': '',
        'compose.yaml': 'services:\n  api:\n    build: .\n',
        'compose.prod.yaml': 'services:\n  api:\n    mem_limit: 512m\n',
        'package.json':
          '{"name":"example","scripts":{"start":"node server.js","up":"docker compose -f compose.yaml -f compose.prod.yaml up -d"}}',
      }),
    },
    {
      name: 'a limit for every container of the namespace',
      outcome: 'pass',
      files: project('', {
        'server.js': '',
        'k8s/api.yaml': deployment('command: [node, server.js]'),
        'k8s/limits.yaml':
          'apiVersion: v1\nkind: LimitRange\nmetadata: { name: limits }\nspec:\n  limits:\n    - type: Container\n      default: { memory: 512Mi }\n',
      }),
    },
    {
      name: 'the values of a chart decide',
      outcome: 'unknown',
      says: 'installed',
      files: project('', {
        'server.js': '',
        'chart/Chart.yaml': 'name: api\n',
        'chart/values.yaml': 'resources: {}\n',
        'chart/templates/api.yaml': deployment('resources: {{- toYaml .Values.resources | nindent 12 }}'),
      }),
    },
    { name: 'no deployment', outcome: 'not-applicable', files: project('', { 'server.js': '' }) },
  ],
  evaluate({ workloads }) {
    const containers = workloads.pods.flatMap(({ object, application, name }) =>
      application.map((container) => ({ object, container, name })),
    )
    const services = workloads.compose.filter(({ isApplication }) => isApplication)
    if (containers.length + services.length === 0) return notApplicable('nothing says how the service is deployed')
    const range = limitRange(workloads)
    const judged = [
      ...containers.map(({ object, container, name }) => judgeContainer(object, container, name, range)),
      ...services.map(judgeService),
    ]
    const findings = judged.flatMap(({ finding }) => finding ?? [])
    const good = judged.flatMap((verdict) => verdict.good ?? [])
    if (findings.length > 0) return fail(findings, good.length)
    const open = judged.flatMap((verdict) => verdict.open ?? [])
    return open.length > 0
      ? unknown('the memory limit is decided when the chart is installed', open)
      : pass(good, good.length)
  },
})

interface Judgement {
  good?: Evidence
  open?: Evidence
  finding?: FindingDraft
}

function judgeContainer(
  object: KubernetesObject,
  { tree, name = '' }: KubernetesContainer,
  workload: string,
  range: Evidence | undefined,
): Judgement {
  const limit = nodeAt(tree, 'resources', 'limits', 'memory')
  if (limit) return { good: settingAt(limit.file, limit.line, `memory: ${textAt(limit)}`) }
  if (range) return { good: range }
  const place = settingAt(tree.file, tree.line, `${workload}: ${name}`)
  if (object.isOpen || isOpenAt(tree, 'resources', 'limits', 'memory')) return { open: place }
  return {
    finding: {
      message: `${workload} may take all the memory of its node: the container ${name} has no memory limit`,
      evidence: [absence('no resources.limits.memory', place)],
    },
  }
}

function judgeService({ service, name }: ComposeWorkload): Judgement {
  const { memoryLimit, file, line } = service
  if (memoryLimit) return { good: settingAt(memoryLimit.file, memoryLimit.line, `memory: ${memoryLimit.value}`) }
  return {
    finding: {
      message: `${name} may take all the memory of its host: it has no memory limit`,
      evidence: [absence('no mem_limit and no deploy.resources.limits.memory', settingAt(file, line, `${name}:`))],
      severity: 'info',
    },
  }
}

function limitRange({ objects }: WorkloadsView): Evidence | undefined {
  const range = objects.find(
    ({ kind, tree }) =>
      kind === 'LimitRange' &&
      itemsAt(tree, 'spec', 'limits').some((limit) => nodeAt(limit, 'default', 'memory') !== undefined),
  )
  return range && settingAt(range.path, range.line, `LimitRange ${range.name ?? ''}`)
}

function deployment(line: string): string {
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: api }\nspec:\n  template:\n    spec:\n      containers:\n        - name: api\n          image: registry.example.com/api:1\n          ${line}\n`
}
