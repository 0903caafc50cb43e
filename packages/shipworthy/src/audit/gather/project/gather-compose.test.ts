import { describe, expect, it } from 'vitest'
import type { ComposeProject } from '../../facts/containers.ts'
import { gatherCompose } from './gather-compose.ts'
import { memoryReader } from './memory-reader.ts'

function projectsOf(files: Record<string, string>): ComposeProject[] {
  const reader = memoryReader(files)
  return gatherCompose({ reader, files: reader.files, unreadable: [] }).composeProjects
}

function service(text: string, others: Record<string, string> = {}): ComposeProject['services'][number] {
  return projectsOf({ 'compose.yaml': `services:\n  api:\n${text.replace(/^/gm, '    ')}`, ...others })[0]!.services[0]!
}

describe('ports', () => {
  const portOf = (port: string): object => service(`ports: ["${port}"]`).ports[0]!

  it.each([
    ['5432', { target: 5432 }],
    ['5432:5432', { published: 5432, target: 5432 }],
    ['127.0.0.1:6432:5432/tcp', { host: '127.0.0.1', published: 6432, target: 5432 }],
    ['[::1]:6432:5432', { host: '::1', published: 6432, target: 5432 }],
    ['${DB_PORT:-5433}:5432', { published: 5433, target: 5432 }],
    ['${DB_PORT:?set it}:5432', { target: 5432 }],
    ['3000-3005:4000-4005', { published: 3000, target: 4000 }],
  ])('%s', (text, expected) => {
    expect(portOf(text)).toMatchObject(expected)
    expect(Object.keys(portOf(text)).toSorted()).toEqual([...Object.keys(expected), 'file', 'line', 'text'].toSorted())
  })

  it('reads the long form', () => {
    const { ports } = service('ports:\n  - target: 5432\n    published: "5433"\n    host_ip: 127.0.0.1\n')
    expect(ports[0]).toMatchObject({ target: 5432, published: 5433, host: '127.0.0.1', line: 4 })
  })
})

describe('files that are used together', () => {
  const BASE =
    'services:\n  db:\n    image: postgres:17\n    ports: ["5432:5432"]\n    environment:\n      - POSTGRES_DB=shop\n'

  it('merges the chain a script names, and every part keeps its place', () => {
    const [merged, ...others] = projectsOf({
      'compose.yaml': BASE,
      'compose.prod.yaml':
        'services:\n  db:\n    ports: !reset []\n    environment:\n      POSTGRES_USER: shop\n    mem_limit: 512m\n',
      'package.json': '{"scripts":{"up":"docker compose -f compose.yaml -f compose.prod.yaml up -d"}}',
    })
    expect(others).toEqual([])
    expect(merged!.files).toEqual(['compose.yaml', 'compose.prod.yaml'])
    const [db] = merged!.services
    expect(db).toMatchObject({ file: 'compose.yaml', image: 'postgres:17', ports: [] })
    expect(db!.memoryLimit).toEqual({ value: '512m', file: 'compose.prod.yaml', line: 6 })
    expect(db!.environment).toEqual({
      POSTGRES_DB: { value: 'shop', file: 'compose.yaml', line: 6 },
      POSTGRES_USER: { value: 'shop', file: 'compose.prod.yaml', line: 5 },
    })
  })

  it('an override makes a project of its own, and its base stands for itself', () => {
    const projects = projectsOf({ 'compose.yaml': BASE, 'compose.override.yaml': 'services:\n  db:\n    init: true\n' })
    expect(projects.map(({ files }) => files)).toEqual([['compose.yaml', 'compose.override.yaml'], ['compose.yaml']])
    expect(projects.map(({ services }) => services[0]!.init)).toEqual([true, false])
  })

  it('follows extends and include', () => {
    const [project] = projectsOf({
      'compose.yaml':
        'include: [./infra/common.yaml]\nservices:\n  api:\n    extends: { file: base.yaml, service: node }\n    command: node api.js\n',
      'base.yaml': 'services:\n  node:\n    image: node:24\n    command: node\n',
      'infra/common.yaml': 'services:\n  redis:\n    image: redis:8\n',
    })
    expect(project!.isOpen).toBe(false)
    expect(project!.services.map(({ name, image, command }) => [name, image, command?.text])).toEqual([
      ['redis', 'redis:8', undefined],
      ['api', 'node:24', 'node api.js'],
    ])
  })

  it('is open when what it extends is elsewhere, and ends when services extend each other', () => {
    expect(
      projectsOf({ 'compose.yaml': 'services:\n  api:\n    extends: { file: ../base.yaml, service: node }\n' })[0]!
        .isOpen,
    ).toBe(true)
    const ring = 'services:\n  a:\n    extends: b\n  b:\n    extends: a\n'
    expect(projectsOf({ 'compose.yaml': ring })[0]).toMatchObject({ isOpen: true })
  })
})

it('fills variables in from the .env beside the file, else from their defaults', () => {
  const text = 'image: shop:${TAG:-1.0}\nscale: ${COPIES-2}\nprivileged: ${PRIVILEGED:+true}\n'
  expect(service(text)).toMatchObject({ image: 'shop:1.0', replicas: 2, privileged: { value: '' } })
  expect(service(text, { '.env': 'TAG=2.1\nCOPIES=5\nPRIVILEGED=1\n' })).toMatchObject({
    image: 'shop:2.1',
    replicas: 5,
    privileged: { value: 'true' },
  })
})

it('merges what anchors stand for', () => {
  const [project] = projectsOf({
    'compose.yaml':
      'x-app: &app\n  privileged: true\n  volumes: ["/var/run/docker.sock:/var/run/docker.sock:ro"]\nservices:\n  api:\n    <<: *app\n    image: api\n',
  })
  expect(project!.services[0]).toMatchObject({
    privileged: { value: 'true', line: 2 },
    volumes: [{ kind: 'bind', source: '/var/run/docker.sock', isReadOnly: true, line: 3 }],
  })
})
