import type { ContainersView } from '../../derive/containers/containers-view.ts'
import { userOfImage } from '../../derive/containers/image-user.ts'
import { serviceImages } from '../../derive/containers/node-images.ts'
import type { PodWorkload } from '../../derive/containers/workload.ts'
import { absence, settingAt } from '../../derive/evidence.ts'
import type { KubernetesContainer } from '../../facts/containers.ts'
import { isOpenAt, nodeAt, numberAt, textAt, valueAt, type SettingNode } from '../../facts/setting-node.ts'
import type { Evidence } from '../../model/outcome.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

export default defineRule({
  id: 'containers/k8s-privesc',
  catalogue: 'CT19',
  title: 'A process in the pod may become root',
  severity: 'warning',
  confidence: 'proven',
  needs: ['workloads', 'containers'],
  why: 'Unless it is forbidden, a program with the setuid bit gives whoever got into the service the rights of root in its container, and from there every hole in the kernel is within reach.',
  remedies: [
    {
      for: 'kubernetes',
      effort: 'S',
      text: 'Forbid both; a Node service needs neither.',
      code: 'securityContext:\n  runAsNonRoot: true\n  runAsUser: 1000\n  allowPrivilegeEscalation: false\n  capabilities: { drop: [ALL] }\n  seccompProfile: { type: RuntimeDefault }',
    },
  ],
  references: [
    {
      title: 'Kubernetes: configure a security context',
      url: 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
    },
    {
      title: 'Kubernetes: Pod Security Standards, restricted',
      url: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted',
    },
  ],
  falsePositives: [
    '`runAsNonRoot` at the pod counts for its containers.',
    'The image of the service starts as another user than root: then only `allowPrivilegeEscalation` is missing, if anything.',
    'A sidecar of somebody else is not judged.',
  ],
  examples: [
    {
      name: 'both forbidden, one at the pod',
      outcome: 'pass',
      files: manifest(
        'securityContext: { runAsNonRoot: true }',
        'securityContext: { allowPrivilegeEscalation: false }',
      ),
    },
    {
      name: 'nothing forbidden',
      outcome: 'fail',
      line: 8,
      says: 'allowPrivilegeEscalation',
      files: manifest('terminationGracePeriodSeconds: 30', 'command: [node, server.js]'),
    },
    {
      name: 'escalation forbidden, and the pod may start as root',
      outcome: 'fail',
      line: 10,
      says: 'runAsNonRoot',
      files: manifest('terminationGracePeriodSeconds: 30', 'securityContext: { allowPrivilegeEscalation: false }'),
    },
    {
      name: 'the image starts as another user',
      outcome: 'pass',
      files: {
        ...manifest('terminationGracePeriodSeconds: 30', 'securityContext: { allowPrivilegeEscalation: false }'),
        Dockerfile: 'FROM node:24\nCOPY . .\nUSER node\nCMD ["node", "server.js"]\n',
      },
    },
    {
      name: 'a sidecar of somebody else',
      outcome: 'pass',
      files: manifest(
        'securityContext: { runAsUser: 1000 }',
        'securityContext: { allowPrivilegeEscalation: false }\n        - name: fluent-bit\n          image: fluent/fluent-bit:4.0',
      ),
    },
    {
      name: 'the values of a chart decide',
      outcome: 'unknown',
      files: project('', {
        'server.js': '',
        'chart/Chart.yaml': 'name: api\n',
        'chart/values.yaml': 'securityContext: {}\n',
        'chart/templates/api.yaml': deployment(
          'terminationGracePeriodSeconds: 30',
          'securityContext: {{- toYaml .Values.securityContext | nindent 12 }}',
        ),
      }),
    },
    { name: 'no Kubernetes', outcome: 'not-applicable', files: project('', { 'server.js': '' }) },
  ],
  evaluate({ workloads, containers }) {
    const judged = workloads.pods.flatMap((pod) =>
      pod.application.map((container) => judge(pod, container, startsAsOther(containers))),
    )
    if (judged.length === 0) return notApplicable('no Kubernetes manifest runs the application')
    const findings = judged.flatMap(({ finding }) => finding ?? [])
    const good = judged.flatMap((verdict) => verdict.good ?? [])
    if (findings.length > 0) return fail(findings, good.length)
    const open = judged.flatMap((verdict) => verdict.open ?? [])
    return open.length > 0
      ? unknown('what the processes may become is decided when it is deployed', open)
      : pass(good, good.length)
  },
})

interface Judgement {
  good?: Evidence
  open?: Evidence
  finding?: FindingDraft
}

function judge(
  { object, pod, name }: PodWorkload,
  { tree, name: container = '' }: KubernetesContainer,
  isOther: boolean,
): Judgement {
  const place = settingAt(tree.file, tree.line, `${name}: ${container}`)
  const escalation = nodeAt(tree, 'securityContext', 'allowPrivilegeEscalation')
  const missing: string[] = []
  if (valueAt(escalation) !== false) missing.push('allowPrivilegeEscalation: false')
  if (!isOther && !startsWithoutRoot(tree, pod)) missing.push('runAsNonRoot: true')
  if (missing.length === 0)
    return { good: settingAt(escalation!.file, escalation!.line, 'allowPrivilegeEscalation: false') }
  const isDecided = ![
    isOpenAt(tree, 'securityContext', 'allowPrivilegeEscalation'),
    missing.includes('runAsNonRoot: true') && isOpenAt(pod, 'securityContext', 'runAsNonRoot'),
    object.isOpen,
  ].includes(true)
  if (!isDecided) return { open: place }
  const context = nodeAt(tree, 'securityContext')
  return {
    finding: {
      message: `${name}: ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not set for the container ${container}`,
      evidence: [
        context
          ? settingAt(
              context.file,
              context.line,
              `securityContext of ${container}: ${textAt(escalation) ?? 'without it'}`,
            )
          : absence('no securityContext', place),
      ],
    },
  }
}

function startsWithoutRoot(container: SettingNode, pod: SettingNode | undefined): boolean {
  const own = valueAt(container, 'securityContext', 'runAsNonRoot') ?? valueAt(pod, 'securityContext', 'runAsNonRoot')
  const user = numberAt(container, 'securityContext', 'runAsUser') ?? numberAt(pod, 'securityContext', 'runAsUser')
  return own === true || (user !== undefined && user > 0)
}

function startsAsOther(containers: ContainersView): boolean {
  const images = serviceImages(containers)
  return images.length > 0 && images.every((image) => userOfImage(image).user === 'other')
}

function deployment(podLine: string, containerLine: string): string {
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: api }\nspec:\n  template:\n    spec:\n      containers:\n        - name: api\n          image: registry.example.com/api:1\n          ${containerLine}\n      ${podLine}\n`
}

function manifest(podLine: string, containerLine: string): Record<string, string> {
  return project('', { 'server.js': '', 'k8s/api.yaml': deployment(podLine, containerLine) })
}
