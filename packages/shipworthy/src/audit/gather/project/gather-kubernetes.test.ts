import { describe, expect, it } from 'vitest'
import type { KubernetesObject } from '../../facts/containers.ts'
import type { Unreadable } from '../../facts/files.ts'
import { isOpenAt, nodeAt, numberAt, recordAt, textAt } from '../../facts/setting-node.ts'
import { gatherKubernetes } from './gather-kubernetes.ts'
import { memoryReader } from './memory-reader.ts'

function objectsOf(files: Record<string, string>, unreadable: Unreadable[] = []): KubernetesObject[] {
  const reader = memoryReader(files)
  return gatherKubernetes({ reader, files: reader.files, unreadable })
}

const deployment = (spec: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\nspec:\n${spec.replace(/^(?=.)/gm, '  ')}`
const BASE = deployment(
  'replicas: 1\ntemplate:\n  spec:\n    containers:\n      - name: api\n        image: shop/api:1.0\n        env:\n          - { name: LOG, value: debug }\n          - { name: REGION, value: eu }\n      - name: proxy\n        image: envoy\n',
)

describe('manifests', () => {
  it('reads every document of a file and every item of a list', () => {
    const objects = objectsOf({
      'k8s/all.yaml': `${BASE}---\napiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Service\n    metadata: { name: api }\n  - apiVersion: v1\n    kind: ConfigMap\n    metadata: { name: settings }\n`,
    })
    expect(objects.map(({ kind, name, line }) => [kind, name, line])).toEqual([
      ['Deployment', 'api', 1],
      ['Service', 'api', 21],
      ['ConfigMap', 'settings', 24],
    ])
  })

  it('takes what is to be filled in for not known', () => {
    const [object] = objectsOf({ 'k8s/api.yaml': deployment('replicas: ${REPLICAS}\n') })
    expect(object).toMatchObject({ templated: true })
    expect(object).not.toHaveProperty('replicas')
    expect(isOpenAt(object!.tree, 'spec', 'replicas')).toBe(true)
  })

  it('lists what is no YAML', () => {
    const unreadable: Unreadable[] = []
    expect(objectsOf({ 'k8s/api.yaml': 'apiVersion: v1\nkind: Service\nspec: [\n' }, unreadable)).toEqual([])
    expect(unreadable).toMatchObject([{ area: 'kubernetes', path: 'k8s/api.yaml' }])
  })
})

describe('kustomizations', () => {
  const overlay = (text: string, others: Record<string, string> = {}): KubernetesObject[] =>
    objectsOf({
      'deploy/base/api.yaml': BASE,
      'deploy/base/kustomization.yaml': 'resources:\n  - api.yaml\n',
      'deploy/prod/kustomization.yaml': `resources:\n  - ../base\n${text}`,
      ...others,
    })

  it('an overlay stands for its base', () => {
    const objects = overlay('')
    expect(objects.map(({ path, root }) => [path, root])).toEqual([
      ['deploy/base/api.yaml', 'deploy/prod/kustomization.yaml'],
    ])
  })

  it('replaces images and replicas', () => {
    const [object] = overlay(
      'images:\n  - { name: shop/api, newName: registry.example.com/api, newTag: "2.1" }\nreplicas:\n  - { name: api, count: 4 }\n',
    )
    expect(object).toMatchObject({
      replicas: 4,
      containers: [{ image: 'registry.example.com/api:2.1' }, { image: 'envoy' }],
    })
  })

  it('merges a patch by the names of containers and variables, and keeps where each part is written', () => {
    const [object] = overlay('patches:\n  - path: patch.yaml\n', {
      'deploy/prod/patch.yaml': deployment(
        'template:\n  spec:\n    containers:\n      - name: api\n        env:\n          - { name: LOG, value: info }\n        readinessProbe: { httpGet: { path: /ready } }\n      - name: proxy\n        $patch: delete\n',
      ),
    })
    expect(object!.containers).toMatchObject([
      {
        image: 'shop/api:1.0',
        environment: { LOG: 'info', REGION: 'eu' },
        probes: [{ file: 'deploy/prod/patch.yaml', line: 12 }],
      },
    ])
    expect(object!.containers).toHaveLength(1)
  })

  const scaled = deployment('replicas: 3\n')
  const operation = '{ op: replace, path: /spec/replicas, value: 3 }'

  it.each([
    ['patches', `patches:\n  - target: { kind: Deployment, name: "a.*" }\n    patch: |-\n      - ${operation}\n`, {}],
    [
      'patchesJson6902',
      'patchesJson6902:\n  - target: { kind: Deployment, name: api }\n    path: operations.yaml\n',
      { 'deploy/prod/operations.yaml': `- ${operation}\n` },
    ],
    ['patchesStrategicMerge', 'patchesStrategicMerge:\n  - merge.yaml\n', { 'deploy/prod/merge.yaml': scaled }],
    [
      'components',
      'components:\n  - ../scale\n',
      { 'deploy/scale/kustomization.yaml': 'kind: Component\nreplicas:\n  - { name: api, count: 3 }\n' },
    ],
  ])('applies %s', (_, text, others) => {
    const objects = overlay(text, others)
    expect(objects.map(({ replicas }) => replicas)).toEqual([3])
  })

  it('adds to lists, takes keys away, and unescapes the pointer', () => {
    const [object] = overlay(
      'patches:\n  - patch: |-\n      - { op: add, path: /metadata/labels, value: {} }\n      - { op: add, path: /metadata/labels/app~1name, value: api }\n      - { op: remove, path: /spec/template/spec/containers/1 }\n      - { op: add, path: /spec/template/spec/containers/0/env/-, value: { name: ZONE, value: b } }\n      - { op: remove, path: /spec/nowhere/at/all }\n    target: { kind: Deployment }\n',
    )
    expect(recordAt(object!.tree, 'metadata', 'labels')).toEqual({ 'app/name': 'api' })
    expect(object!.containers.map(({ environment }) => environment)).toEqual([
      { LOG: 'debug', REGION: 'eu', ZONE: 'b' },
    ])
  })

  it('is open when a part is fetched from elsewhere, or when it uses itself', () => {
    expect(overlay('  - https://github.com/example/shared?ref=v1\n')[0]).toMatchObject({ isOpen: true })
    expect(objectsOf({ 'k8s/kustomization.yaml': 'resources:\n  - ../k8s\n' })).toEqual([])
  })
})

describe('charts', () => {
  const chart = (template: string, values = '', others: Record<string, string> = {}): KubernetesObject[] =>
    objectsOf({
      'chart/Chart.yaml': 'name: api\n',
      'chart/values.yaml': values,
      'chart/templates/api.yaml': template,
      ...others,
    })

  it('fills in what the values say, and remembers that they are defaults', () => {
    const [object] = chart(
      deployment(
        'replicas: {{ .Values.replicaCount }}\ntemplate:\n  spec:\n    containers:\n      - name: api\n        image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default "latest" }}"\n',
      ),
      'replicaCount: 3\nimage:\n  repository: shop/api\n  tag: ""\n',
    )
    expect(object).toMatchObject({
      root: 'chart/Chart.yaml',
      templated: true,
      replicas: 3,
      containers: [{ image: 'shop/api:latest' }],
    })
    expect(isOpenAt(object!.tree, 'spec', 'replicas')).toBe(true)
    expect(nodeAt(object!.tree, 'spec', 'replicas')).toMatchObject({ file: 'chart/values.yaml', line: 1 })
  })

  it('takes the values for production for what is deployed', () => {
    const [object] = chart(deployment('replicas: {{ .Values.replicaCount }}\n'), 'replicaCount: 1\n', {
      'chart/values-production.yaml': 'replicaCount: 4\n',
    })
    expect(numberAt(object!.tree, 'spec', 'replicas')).toBe(4)
    expect(isOpenAt(object!.tree, 'spec', 'replicas')).toBe(false)
  })

  it('follows if, else and with; what is switched off leaves the place open', () => {
    const [object] = chart(
      deployment(
        '{{- if .Values.autoscaling.enabled }}\npaused: true\n{{- else }}\nreplicas: 2\n{{- end }}\n{{- with .Values.strategy }}\nstrategy:\n  {{- toYaml . | nindent 4 }}\n{{- end }}\ntemplate:\n  spec:\n    {{- if .Values.affinity }}\n    affinity: here\n    {{- end }}\n    dnsPolicy: None\n',
      ),
      'autoscaling: { enabled: false }\nstrategy: { type: Recreate }\n',
    )
    expect(object!.replicas).toBe(2)
    expect(textAt(object!.tree, 'spec', 'strategy', 'type')).toBe('Recreate')
    expect(isOpenAt(object!.tree, 'spec', 'template', 'spec', 'affinity')).toBe(true)
    expect(isOpenAt(object!.tree, 'metadata', 'annotations')).toBe(false)
  })

  it('leaves open what takes a function to know, among keys, among items and above a block', () => {
    const [object] = chart(
      deployment(
        'selector:\n  matchLabels:\n    {{- include "api.labels" . | nindent 6 }}\ntemplate:\n  metadata:\n    labels: {{ include "api.labels" . | nindent 8 }}\n      tier: web\n  spec:\n    containers:\n      - name: api\n        env:\n          {{- include "api.env" . | nindent 12 }}\n          - name: REGION\n            value: eu\n',
      ),
    )
    const at = (...path: string[]): boolean => isOpenAt(object!.tree, 'spec', ...path)
    expect(at('selector', 'matchLabels')).toBe(true)
    expect(at('template', 'metadata', 'labels')).toBe(true)
    expect(recordAt(object!.tree, 'spec', 'template', 'metadata', 'labels')).toEqual({ tier: 'web' })
    expect(object!.containers[0]!.environment).toEqual({ REGION: 'eu' })
    expect(isOpenAt(object!.containers[0]!.tree, 'env')).toBe(true)
    expect(isOpenAt(object!.containers[0]!.tree, 'resources')).toBe(false)
  })

  it('keeps the lines of the template', () => {
    const [object] = chart(
      `{{/* a comment\nover two lines */}}\n${deployment('{{- if true }}\nreplicas: 2\n{{- end }}\n')}`,
    )
    expect(object).toMatchObject({ line: 3 })
    expect(nodeAt(object!.tree, 'spec', 'replicas')).toMatchObject({ line: 9 })
  })

  it('tells no more than the kind of a template that is no YAML at all', () => {
    const unreadable: Unreadable[] = []
    const files = {
      'chart/Chart.yaml': '',
      'chart/templates/a.yaml': 'apiVersion: v1\nkind: Service\nspec: [{{ .x }}\n',
    }
    expect(objectsOf(files, unreadable)).toMatchObject([{ kind: 'Service', templated: true, containers: [] }])
    expect(unreadable).toEqual([])
  })

  it.each(['{{', '{{ not ', '{{ if ( ', '- {{ x }}\n', '{{ x }}\n', '{{- if .Values.x }}\n', 'a: {{ x }}\n'])(
    'ends for a text full of %j',
    (part) => {
      expect(chart(`apiVersion: v1\nkind: Service\nspec:\n  ${part.repeat(3000)}`).length).toBeLessThan(2)
    },
  )
})
