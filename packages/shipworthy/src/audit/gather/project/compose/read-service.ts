import type { Command, ComposePort, ComposeService, ComposeSetting, ComposeVolume } from '../../../facts/containers.ts'
import {
  entriesAt,
  itemsAt,
  nodeAt,
  numberAt,
  textAt,
  textsAt,
  valueAt,
  type SettingNode,
} from '../../../facts/setting-node.ts'
import { interpolateCompose } from './interpolate.ts'

/** A service of a compose file; `variables` are those of the `.env` beside it. */
export function readService(name: string, node: SettingNode, variables: ReadonlyMap<string, string>): ComposeService {
  const fill = (text: string): string => interpolateCompose(text, variables).text
  const image = textAt(node, 'image')
  const build = buildOf(nodeAt(node, 'build'))
  const command = commandOf(nodeAt(node, 'command'))
  const entrypoint = commandOf(nodeAt(node, 'entrypoint'))
  const healthcheck = healthcheckOf(nodeAt(node, 'healthcheck'))
  const replicas = numberOf(fill, nodeAt(node, 'deploy', 'replicas')) ?? numberOf(fill, nodeAt(node, 'scale'))
  const restart = textAt(node, 'restart')
  const containerName = textAt(node, 'container_name')
  const settings = {
    privileged: settingOf(fill, nodeAt(node, 'privileged')),
    networkMode: settingOf(fill, nodeAt(node, 'network_mode')),
    pid: settingOf(fill, nodeAt(node, 'pid')),
    ipc: settingOf(fill, nodeAt(node, 'ipc')),
    memoryLimit:
      settingOf(fill, nodeAt(node, 'deploy', 'resources', 'limits', 'memory')) ??
      settingOf(fill, nodeAt(node, 'mem_limit')),
  }
  const known = Object.entries(settings).filter(([, setting]) => setting !== undefined)
  return {
    name,
    file: node.file,
    line: node.line,
    ...(image && { image: fill(image) }),
    ...(build && { build }),
    ...(command && { command }),
    ...(entrypoint && { entrypoint }),
    environment: environmentOf(nodeAt(node, 'environment')),
    envFiles: envFilesOf(nodeAt(node, 'env_file')),
    ports: itemsAt(node, 'ports').map((port) => portOf(port, fill)),
    expose: textsAt(node, 'expose').map(Number).filter(Number.isFinite),
    ...(healthcheck && { healthcheck }),
    ...(replicas !== undefined && { replicas }),
    ...(restart && { restart }),
    ...(containerName && { containerName }),
    labels: labelsOf(nodeAt(node, 'labels')),
    init: valueAt(node, 'init') === true,
    profiles: textsAt(node, 'profiles'),
    volumes: itemsAt(node, 'volumes').flatMap((volume) => volumeOf(volume, fill)),
    ...(Object.fromEntries(known) as Pick<ComposeService, keyof typeof settings>),
    secrets: itemsAt(node, 'secrets').flatMap((secret) => textAt(secret) ?? textAt(secret, 'source') ?? []),
  }
}

type Fill = (text: string) => string

function numberOf(fill: Fill, node: SettingNode | undefined): number | undefined {
  const text = textAt(node)
  const number = text === undefined || text.trim() === '' ? NaN : Number(fill(text))
  return Number.isFinite(number) ? number : undefined
}

function settingOf(fill: Fill, node: SettingNode | undefined): ComposeSetting | undefined {
  const text = textAt(node)
  return node && text !== undefined ? { value: fill(text), file: node.file, line: node.line } : undefined
}

function buildOf(node: SettingNode | undefined): ComposeService['build'] {
  const context = textAt(node)
  if (context) return { context }
  const dockerfile = textAt(node, 'dockerfile')
  const target = textAt(node, 'target')
  const inner = textAt(node, 'context')
  if (!inner && !dockerfile) return undefined
  return { context: inner ?? '.', ...(dockerfile && { dockerfile }), ...(target && { target }) }
}

function commandOf(node: SettingNode | undefined): Command | undefined {
  if (!node) return undefined
  const text = textAt(node)
  if (text) return { text, file: node.file, line: node.line }
  const exec = textsAt(node)
  return exec.length > 0 ? { text: exec.join(' '), exec, file: node.file, line: node.line } : undefined
}

function healthcheckOf(node: SettingNode | undefined): ComposeService['healthcheck'] {
  if (!node) return undefined
  const test = commandOf(nodeAt(node, 'test')) ?? { text: '', file: node.file, line: node.line }
  return {
    test,
    disabled: valueAt(node, 'disable') === true || test.exec?.[0] === 'NONE',
    file: node.file,
    line: node.line,
  }
}

function environmentOf(node: SettingNode | undefined): ComposeService['environment'] {
  const variables: [string, ComposeService['environment'][string]][] = entriesAt(node).map(([name, value]) => [
    name,
    { value: textAt(value) ?? null, file: value.file, line: value.line },
  ])
  const items = itemsAt(node).flatMap((item): typeof variables => {
    const [name, ...value] = (textAt(item) ?? '').split('=')
    return name ? [[name, { value: value.length > 0 ? value.join('=') : null, file: item.file, line: item.line }]] : []
  })
  return Object.fromEntries([...variables, ...items])
}

function labelsOf(node: SettingNode | undefined): ComposeService['labels'] {
  return Object.fromEntries(
    Object.entries(environmentOf(node)).map(([name, { value, line }]) => [name, { value: value ?? '', line }]),
  )
}

function envFilesOf(node: SettingNode | undefined): string[] {
  const single = textAt(node)
  return single === undefined ? itemsAt(node).flatMap((item) => textAt(item) ?? textAt(item, 'path') ?? []) : [single]
}

/** `[host:][published:]target[/protocol]`, where an IPv6 address stands in brackets. */
function portOf(node: SettingNode, fill: Fill): ComposePort {
  const place = { file: node.file, line: node.line }
  const text = textAt(node)
  if (text === undefined) {
    const target = numberAt(node, 'target')
    const published = numberOf(fill, nodeAt(node, 'published'))
    const host = textAt(node, 'host_ip')
    return {
      text: `${textAt(node, 'published') ?? ''}:${target ?? ''}`,
      ...(target !== undefined && { target }),
      ...(published !== undefined && { published }),
      ...(host && { host: fill(host) }),
      ...place,
    }
  }
  // What is not known may hold a colon of its own: `${PORT:?set it}`.
  const filled = fill(text)
    .replace(/\$\{[^}]*\}/g, '$')
    .split('/')[0]!
  const address = /^\[([^\]]*)\]:/.exec(filled)
  const parts = filled.slice(address?.[0].length ?? 0).split(':')
  const host = address?.[1] ?? parts.slice(0, -2).join(':')
  const target = firstPort(parts.at(-1))
  const published = parts.length > 1 ? firstPort(parts.at(-2)) : undefined
  return {
    text,
    ...(target !== undefined && { target }),
    ...(published !== undefined && { published }),
    ...(host && { host }),
    ...place,
  }
}

/** The first of a range `3000-3005`. */
function firstPort(text = ''): number | undefined {
  const port = Number(/^(\d+)(-\d+)?$/.exec(text)?.[1] ?? NaN)
  return Number.isFinite(port) ? port : undefined
}

/** `[source:]target[:mode]`, or the long form. */
function volumeOf(node: SettingNode, fill: Fill): ComposeVolume[] {
  const place = { file: node.file, line: node.line }
  const text = textAt(node)
  if (text === undefined) {
    const target = textAt(node, 'target')
    const source = textAt(node, 'source')
    const type = textAt(node, 'type')
    if (target === undefined) return []
    const kind = type === 'bind' || type === 'tmpfs' ? type : source ? 'volume' : 'anonymous'
    const isReadOnly = valueAt(node, 'read_only') === true
    return [
      {
        text: `${source ?? ''}:${target}`,
        kind,
        ...(source && { source: fill(source) }),
        target,
        isReadOnly,
        ...place,
      },
    ]
  }
  const [first = '', second, mode = ''] = fill(text).split(':')
  if (second === undefined) return [{ text, kind: 'anonymous', target: first, isReadOnly: false, ...place }]
  const kind = /^[./~$]/.test(first) ? 'bind' : 'volume'
  return [{ text, kind, source: first, target: second, isReadOnly: /(^|,)ro(,|$)/.test(mode), ...place }]
}
