import type { PodWorkload } from '../../derive/containers/workload.ts'
import type { WorkloadsView } from '../../derive/containers/workloads-view.ts'
import { itemsAt, textAt, textsAt } from '../../facts/setting-node.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const SERVICE =
  'apiVersion: v1\nkind: Service\nmetadata: { name: api }\nspec:\n  selector: { app: api }\n  ports: [{ port: 80 }]\n'

export default defineRule({
  id: 'containers/single-replica',
  catalogue: 'CT14',
  title: 'A single copy of the service runs',
  severity: 'warning',
  confidence: 'proven',
  needs: ['workloads'],
  why: 'With one copy, everything that ends it is an outage: a crash, a full node, a node that is replaced at night. Its users wait until another one is pulled, started and ready.',
  remedies: [
    {
      for: 'kubernetes',
      effort: 'S',
      text: 'Run two or more, on different nodes. First make sure that nothing is kept in the memory of the process: sessions, counters, scheduled tasks.',
      code: 'spec:\n  replicas: 2',
    },
    {
      for: 'kubernetes',
      effort: 'S',
      text: 'Where an autoscaler decides, let it begin with two.',
      code: 'spec:\n  minReplicas: 2',
    },
  ],
  references: [
    {
      title: 'Polaris: deploymentMissingReplicas',
      url: 'https://polaris.docs.fairwinds.com/checks/reliability/',
    },
    {
      title: 'kube-score: checks',
      url: 'https://github.com/zegl/kube-score/blob/master/README_CHECKS.md',
    },
  ],
  falsePositives: [
    'An autoscaler starts at least two.',
    'Made to be one: `strategy: Recreate`, or a volume that one node at a time can mount.',
    'Workers that no Service sends traffic to.',
    'A number that is decided when a chart is installed: unknown, not failed.',
  ],
  examples: [
    { name: 'two copies', outcome: 'pass', line: 5, files: manifests(deployment('replicas: 2'), SERVICE) },
    { name: 'one copy', outcome: 'fail', line: 5, says: 'api', files: manifests(deployment('replicas: 1'), SERVICE) },
    {
      name: 'no number, which means one',
      outcome: 'fail',
      line: 1,
      files: manifests(deployment('minReadySeconds: 5'), SERVICE),
    },
    {
      name: 'an autoscaler that starts two',
      outcome: 'pass',
      files: manifests(
        deployment('minReadySeconds: 5'),
        SERVICE,
        'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: { name: api }\nspec:\n  scaleTargetRef: { kind: Deployment, name: api }\n  minReplicas: 2\n  maxReplicas: 6\n',
      ),
    },
    {
      name: 'more in the overlay for production',
      outcome: 'pass',
      files: project('', {
        'server.js': '',
        'k8s/base/api.yaml': `${deployment('replicas: 1')}---\n${SERVICE}`,
        'k8s/base/kustomization.yaml': 'resources: [api.yaml]\n',
        'k8s/overlays/dev/kustomization.yaml': 'resources: [../../base]\n',
        'k8s/overlays/production/kustomization.yaml': 'resources: [../../base]\nreplicas: [{ name: api, count: 3 }]\n',
      }),
    },
    {
      name: 'a volume that one node at a time can mount',
      outcome: 'not-applicable',
      says: 'one node at a time',
      files: manifests(
        `${deployment('replicas: 1')}      volumes: [{ name: data, persistentVolumeClaim: { claimName: data } }]\n`,
        SERVICE,
      ),
    },
    {
      name: 'made to be one',
      outcome: 'not-applicable',
      says: 'Recreate',
      files: manifests(deployment('strategy: { type: Recreate }'), SERVICE),
    },
    { name: 'a worker', outcome: 'not-applicable', files: manifests(deployment('replicas: 1')) },
    {
      name: 'the values of a chart decide',
      outcome: 'unknown',
      files: project('', {
        'server.js': '',
        'chart/Chart.yaml': 'name: api\n',
        'chart/values.yaml': 'replicaCount: 1\n',
        'chart/templates/api.yaml': `${deployment('replicas: {{ .Values.replicaCount }}')}---\n${SERVICE}`,
      }),
    },
    {
      name: 'the values for production decide',
      outcome: 'fail',
      says: 'api',
      files: project('', {
        'server.js': '',
        'chart/Chart.yaml': 'name: api\n',
        'chart/values.yaml': 'replicaCount: 2\n',
        'chart/values-production.yaml': 'replicaCount: 1\n',
        'chart/templates/api.yaml': `${deployment('replicas: {{ .Values.replicaCount }}')}---\n${SERVICE}`,
      }),
    },
  ],
  evaluate({ workloads }) {
    const serving = workloads.pods.filter(
      ({ kind, application, servedBy }) =>
        /^(Deployment|Rollout)$/.test(kind) &&
        application.length > 0 &&
        (servedBy === 'unknown' || servedBy.length > 0),
    )
    if (serving.length === 0) return notApplicable('no Kubernetes Deployment serves the application')
    const several = serving.map((pod) => ({ pod, single: singleByDesign(pod, workloads) }))
    const judged = several.filter(({ single }) => single === undefined).map(({ pod }) => pod)
    if (judged.length === 0) return notApplicable(several[0]!.single!)
    const lone = judged.filter(({ copies, servedBy }) => isOne(copies.least) && servedBy !== 'unknown')
    const good = judged.filter(({ copies }) => typeof copies.least === 'number' && copies.least > 1)
    if (lone.length > 0) return fail(lone.map(findingFor), good.length)
    const open = judged.filter((pod) => !good.includes(pod))
    return open.length > 0
      ? unknown(
          'how many copies run is decided when it is deployed',
          open.map(({ copies }) => copies.evidence),
        )
      : pass(
          good.map(({ copies }) => copies.evidence),
          good.length,
        )
  },
})

function isOne(count: number | 'unknown'): boolean {
  return count === 0 || count === 1
}

function findingFor({ name, copies }: PodWorkload): { message: string; evidence: PodWorkload['copies']['evidence'][] } {
  const how = copies.isImplicit ? 'no number of replicas is given, which means one' : 'one replica is asked for'
  return { message: `${name} is down whenever its only copy is: ${how}`, evidence: [copies.evidence] }
}

/** Why there cannot or must not be two of it. */
function singleByDesign({ object, pod, name }: PodWorkload, { objects }: WorkloadsView): string | undefined {
  if (textAt(object.tree, 'spec', 'strategy', 'type') === 'Recreate')
    return `${name} is made to be one: its strategy is Recreate`
  const claims = itemsAt(pod, 'volumes').flatMap((volume) => textAt(volume, 'persistentVolumeClaim', 'claimName') ?? [])
  const isExclusive = claims.some((claim) => {
    const found = objects.find((other) => other.kind === 'PersistentVolumeClaim' && other.name === claim)
    return !textsAt(found?.tree, 'spec', 'accessModes').includes('ReadWriteMany')
  })
  return isExclusive ? `${name} keeps data on a volume that one node at a time can mount` : undefined
}

function deployment(line: string): string {
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: api }\nspec:\n  ${line}\n  template:\n    metadata: { labels: { app: api } }\n    spec:\n      containers: [{ name: api, image: 'registry.example.com/api:1' }]\n`
}

function manifests(...documents: readonly string[]): Record<string, string> {
  return project('', { 'server.js': '', 'k8s/api.yaml': documents.join('---\n') })
}
