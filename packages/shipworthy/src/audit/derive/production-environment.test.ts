import { expect, it } from 'vitest'
import { gatherProject } from '../gather/project/gather-project.ts'
import { memoryReader } from '../gather/project/memory-reader.ts'
import { productionEnvironment } from './production-environment.ts'
import { findEntryPoints } from './entries/entry-points.ts'

function environmentOf(files: Record<string, string>): Record<string, string> {
  const facts = gatherProject(memoryReader({ 'package.json': '{"name":"shop"}', ...files }), {
    filter: { matches: () => true },
  })
  return Object.fromEntries(productionEnvironment(facts, findEntryPoints(facts)))
}

const image = (lines: string): string => `FROM node:24\n${lines}\nCMD ["node", "server.js"]\n`

it('takes what the image sets, the last word first', () => {
  expect(environmentOf({ Dockerfile: image('ENV PORT=3000\nENV PORT=8080') })).toMatchObject({ PORT: '8080' })
})

it('does not know a variable that two images set differently', () => {
  const files = {
    'web/Dockerfile': image('ENV PORT=3000 REGION=eu'),
    'worker/Dockerfile': image('ENV PORT=3030 REGION=eu'),
  }
  const environment = environmentOf(files)
  expect(environment).toMatchObject({ REGION: 'eu' })
  expect(environment).not.toHaveProperty('PORT')
})

it('audits production whatever the image says', () => {
  expect(environmentOf({ Dockerfile: image('ENV NODE_ENV=development') })).toMatchObject({ NODE_ENV: 'production' })
})

it('takes what pods are given in production, and what the compose file for production adds', () => {
  const compose = 'services:\n  api:\n    build: .\n    environment: { CACHE: memory, MAIL: smtp }\n'
  expect(
    environmentOf({
      'compose.yaml': compose,
      'compose.prod.yaml': 'services:\n  api:\n    environment: [CACHE=redis]\n',
      'compose.dev.yaml': 'services:\n  api:\n    environment: { MAIL: none }\n',
      'package.json':
        '{"scripts":{"up":"docker compose -f compose.yaml -f compose.prod.yaml up","dev":"docker compose -f compose.yaml -f compose.dev.yaml up"}}',
      'k8s/base/api.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: api }\nspec:\n  template:\n    spec:\n      containers:\n        - name: api\n          image: api\n          env: [{ name: REGION, value: local }]\n',
      'k8s/base/kustomization.yaml': 'resources: [api.yaml]\n',
      'k8s/prod/kustomization.yaml':
        'resources: [../base]\npatches:\n  - patch: |-\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata: { name: api }\n      spec: { template: { spec: { containers: [{ name: api, env: [{ name: REGION, value: eu }] }] } } }\n',
    }),
  ).toMatchObject({ CACHE: 'redis', MAIL: 'smtp', REGION: 'eu' })
})
