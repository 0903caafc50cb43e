import { describe, expect, it } from 'vitest'
import { gatherProject } from '../../gather/project/gather-project.ts'
import { memoryReader } from '../../gather/project/memory-reader.ts'
import { deriveWorkloads, type WorkloadsView } from './workloads-view.ts'

function workloadsOf(files: Record<string, string>): WorkloadsView {
  const reader = memoryReader({ 'package.json': '{"name":"shop"}', ...files })
  return deriveWorkloads(gatherProject(reader, { filter: { matches: () => true } }))
}

const deployment = (name: string, labels: string, spec = '', image = `registry.example.com/${name}:1`): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name} }\nspec:\n${spec && `  ${spec}\n`}  template:\n    metadata: { labels: { ${labels} } }\n    spec:\n      containers: [{ name: ${name}, image: '${image}' }]\n---\n`
const service = (selector: string, name = 'svc'): string =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { selector: { ${selector} } }\n---\n`
const scaler = (name: string, min: string, max: string): string =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: { name: ${name} }\nspec: { scaleTargetRef: { kind: Deployment, name: ${name} }, minReplicas: ${min}, maxReplicas: ${max} }\n---\n`

describe('who serves', () => {
  it('a Service selects the pods that have all its labels', () => {
    const { pods } = workloadsOf({
      'k8s/all.yaml':
        deployment('api', 'app: shop, tier: web') +
        deployment('worker', 'app: shop, tier: worker') +
        service('app: shop, tier: web'),
    })
    expect(pods.map(({ name, servedBy }) => [name, servedBy.length])).toEqual([
      ['api', 1],
      ['worker', 0],
    ])
  })

  it('in a chart, the same expression selects; another one says nothing', () => {
    const chart = (selector: string): WorkloadsView =>
      workloadsOf({
        'chart/Chart.yaml': '',
        'chart/templates/api.yaml':
          'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: api }\nspec:\n  template:\n    metadata:\n      labels:\n        {{- include "shop.labels" . | nindent 8 }}\n    spec:\n      containers: [{ name: api, image: shop }]\n',
        'chart/templates/service.yaml': `apiVersion: v1\nkind: Service\nmetadata: { name: api }\nspec:\n  selector:\n    {{- include "${selector}" . | nindent 4 }}\n`,
      })
    expect(chart('shop.labels').pods[0]!.servedBy).toHaveLength(1)
    expect(chart('shop.others').pods[0]!.servedBy).toBe('unknown')
  })
})

describe('whose containers', () => {
  it('leaves databases, proxies and agents out, and strangers beside what is known to be its own', () => {
    const { pods } = workloadsOf({
      'k8s/all.yaml':
        deployment('api', 'a: b', '', 'ghcr.io/acme/shop-api:1') +
        deployment('db', 'a: b', '', 'bitnami/postgresql:17') +
        deployment('cube', 'a: b', '', 'cubejs/cube:1'),
    })
    expect(pods.filter(({ application }) => application.length > 0).map(({ name }) => name)).toEqual(['api'])
  })

  it('takes an image that nobody knows for its own when there is no other', () => {
    const { pods } = workloadsOf({ 'k8s/api.yaml': deployment('api', 'a: b') })
    expect(pods[0]!.application).toHaveLength(1)
  })

  it('a database that is built here is a database', () => {
    const { compose } = workloadsOf({
      'compose.yaml': 'services:\n  api: { build: . }\n  db: { build: ./db }\n',
      Dockerfile: 'FROM node:24\n',
      'db/Dockerfile': 'FROM postgres:17\nCOPY init.sql /docker-entrypoint-initdb.d/\n',
    })
    expect(compose.map(({ name, isApplication }) => [name, isApplication])).toEqual([
      ['api', true],
      ['db', false],
    ])
  })
})

describe('what is deployed', () => {
  it.each([
    ['sources mounted', 'volumes: [".:/app"]'],
    ['a watcher', 'command: npm run dev'],
    ['the development stage', 'build: { context: ., target: development }'],
    ['NODE_ENV', 'environment: { NODE_ENV: development }'],
  ])('a compose file for development is not: %s', (_, line) => {
    expect(workloadsOf({ 'compose.yaml': `services:\n  api:\n    build: .\n    ${line}\n` }).compose).toEqual([])
  })

  it('an overlay for production comes before others of the same base', () => {
    const { pods } = workloadsOf({
      'k8s/base/api.yaml': deployment('api', 'a: b'),
      'k8s/base/kustomization.yaml': 'resources: [api.yaml]\n',
      'k8s/a-staging/kustomization.yaml': 'resources: [../base]\nreplicas: [{ name: api, count: 1 }]\n',
      'k8s/production/kustomization.yaml': 'resources: [../base]\nreplicas: [{ name: api, count: 3 }]\n',
    })
    expect(pods.map(({ copies, saysProduction }) => [copies.most, saysProduction])).toEqual([[3, true]])
  })
})

describe('how many copies', () => {
  const instances = (text: string): unknown => workloadsOf({ 'k8s/api.yaml': text }).instances().count

  it.each([
    ['replicas', deployment('api', 'a: b', 'replicas: 3'), 3],
    ['no replicas', deployment('api', 'a: b'), 1],
    ['an autoscaler', deployment('api', 'a: b', 'replicas: 1') + scaler('api', '1', '5'), 'many'],
    ['an autoscaler of somebody else', deployment('api', 'a: b') + scaler('web', '2', '5'), 1],
    ['an autoscaler that may not scale', deployment('api', 'a: b') + scaler('api', '1', '1'), 1],
    ['a DaemonSet', deployment('api', 'a: b').replace('kind: Deployment', 'kind: DaemonSet'), 'many'],
    ['a number from outside', deployment('api', 'a: b', 'replicas: ${REPLICAS}'), 'unknown'],
    ['nothing', '', 'unknown'],
  ])('%s', (_, text, expected) => {
    expect(instances(text)).toBe(expected)
  })

  it('counts what answers requests apart from what works in the background', () => {
    const view = workloadsOf({
      'k8s/all.yaml':
        deployment('api', 'app: api') + deployment('worker', 'app: worker', 'replicas: 4') + service('app: api'),
      'compose.yaml': 'services:\n  api: { build: . }\n',
    })
    expect(view.instances().count).toBe(4)
    expect(view.instances('serving').count).toBe(1)
  })

  it('counts copies in compose', () => {
    const view = workloadsOf({ 'compose.yaml': 'services:\n  api:\n    build: .\n    deploy: { replicas: 2 }\n' })
    expect(view.instances()).toMatchObject({ count: 2, evidence: { file: 'compose.yaml', line: 2 } })
  })
})
