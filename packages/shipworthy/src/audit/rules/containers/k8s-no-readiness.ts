import { absence, settingAt } from '../../derive/evidence.ts'
import type { PodWorkload } from '../../derive/containers/workload.ts'
import { isOpenAt } from '../../facts/setting-node.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const SERVICE =
  'apiVersion: v1\nkind: Service\nmetadata: { name: api }\nspec:\n  selector: { app: api }\n  ports: [{ port: 80 }]\n'
const PROBE = 'readinessProbe: { httpGet: { path: /ready, port: 3000 } }'

export default defineRule({
  id: 'containers/k8s-no-readiness',
  catalogue: 'CT15',
  title: 'Pods get traffic before they are ready',
  severity: 'warning',
  confidence: 'proven',
  needs: ['workloads'],
  why: 'Without a readiness probe a pod counts as ready as soon as its process exists. During every rollout users are sent to copies that have not connected to the database yet, and to copies that have lost it.',
  remedies: [
    {
      for: 'kubernetes',
      effort: 'S',
      text: 'Ask an endpoint that answers 200 only when the service can do its work, and 503 while it starts or shuts down.',
      code: 'readinessProbe:\n  httpGet: { path: /health/ready, port: 3000 }\n  periodSeconds: 5\n  timeoutSeconds: 3',
    },
  ],
  references: [
    {
      title: 'Kubernetes: configure liveness, readiness and startup probes',
      url: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
    },
    {
      title: 'Mercari production readiness checklist',
      url: 'https://github.com/mercari/production-readiness-checklist',
    },
  ],
  falsePositives: [
    'A worker that no Service sends traffic to.',
    'A probe that an overlay or a template adds.',
    'A sidecar without a probe beside an application that has one.',
  ],
  examples: [
    { name: 'a readiness probe', outcome: 'pass', line: 10, files: manifests(pod(PROBE), SERVICE) },
    {
      name: 'none, behind a Service',
      outcome: 'fail',
      line: 9,
      says: 'api',
      files: manifests(pod('livenessProbe: { httpGet: { path: /live, port: 3000 } }'), SERVICE),
    },
    {
      name: 'a probe that the overlay adds',
      outcome: 'pass',
      files: project('', {
        'server.js': '',
        'k8s/base/api.yaml': `${pod('ports: [{ containerPort: 3000 }]')}---\n${SERVICE}`,
        'k8s/base/kustomization.yaml': 'resources: [api.yaml]\n',
        'k8s/prod/probe.yaml':
          'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: api }\nspec:\n  template:\n    spec:\n      containers:\n        - name: api\n          readinessProbe: { httpGet: { path: /ready, port: 3000 } }\n',
        'k8s/prod/kustomization.yaml': 'resources: [../base]\npatches:\n  - path: probe.yaml\n',
      }),
    },
    {
      name: 'a sidecar without one',
      outcome: 'pass',
      files: manifests(`${pod(PROBE)}        - name: fluent-bit\n          image: fluent/fluent-bit:4.0\n`, SERVICE),
    },
    { name: 'a worker', outcome: 'not-applicable', files: manifests(pod('command: [node, worker.js]')) },
    {
      name: 'a Service for somebody else',
      outcome: 'not-applicable',
      files: manifests(pod('command: [node, worker.js]'), SERVICE.replace('app: api', 'app: web')),
    },
    {
      name: 'the values of a chart decide',
      outcome: 'unknown',
      files: project('', {
        'server.js': '',
        'chart/Chart.yaml': 'name: api\n',
        'chart/values.yaml': 'readinessProbe: {}\n',
        'chart/templates/api.yaml': `${pod('{{- with .Values.readinessProbe }}\n          readinessProbe: {{- toYaml . | nindent 12 }}\n          {{- end }}')}---\n${SERVICE}`,
      }),
    },
  ],
  evaluate({ workloads }) {
    const serving = workloads.pods.filter(
      ({ application, servedBy }) => application.length > 0 && (servedBy === 'unknown' || servedBy.length > 0),
    )
    if (serving.length === 0) return notApplicable('no Kubernetes Service sends traffic to the application')
    const probed = serving.flatMap(({ application }) => {
      const probe = application.flatMap(({ probes }) => probes).find(({ kind }) => kind === 'readiness')
      return probe ? [settingAt(probe.file, probe.line, `readinessProbe: ${probe.path ?? ''}`.trim())] : []
    })
    const without = serving.filter(
      ({ application }) => !application.some(({ probes }) => probes.some(({ kind }) => kind === 'readiness')),
    )
    const isOpen = ({ application, servedBy, object }: PodWorkload): boolean =>
      servedBy === 'unknown' ||
      object.isOpen === true ||
      application.some(({ tree }) => isOpenAt(tree, 'readinessProbe'))
    const bare = without.filter((pod) => !isOpen(pod))
    if (bare.length > 0)
      return fail(
        bare.map(({ name, application }) => ({
          message: `${name} gets requests as soon as its process exists: it has no readiness probe`,
          evidence: [
            absence(
              'no readinessProbe',
              settingAt(application[0]!.tree.file, application[0]!.line, `${name}: container`),
            ),
          ],
        })),
        probed.length,
      )
    return without.length > 0
      ? unknown(
          'whether there is a readiness probe is decided when it is deployed',
          without.map(({ object }) => settingAt(object.path, object.line, `kind: ${object.kind}`)),
        )
      : pass(probed, probed.length)
  },
})

function pod(line: string): string {
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: api }\nspec:\n  template:\n    metadata: { labels: { app: api } }\n    spec:\n      containers:\n        - name: api\n          ${line}\n          image: registry.example.com/api:1\n`
}

function manifests(...documents: readonly string[]): Record<string, string> {
  return project('', { 'server.js': '', 'k8s/api.yaml': documents.join('---\n') })
}
