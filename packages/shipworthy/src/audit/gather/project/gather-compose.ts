import type { Command, ComposeFile, ComposeService } from '../../facts/containers.ts'
import { baseName } from '../../facts/paths.ts'
import { readMatching, type Gathering } from './gathering.ts'
import { entriesOf, get, itemsOf, parseYaml, scalar, textOf } from './yaml-file.ts'

const COMPOSE = /^((docker-)?compose([._-][\w.-]+)?|stack|[\w.-]+[._-](docker-)?compose)\.ya?ml$/i

export function gatherCompose(gathering: Gathering): ComposeFile[] {
  return readMatching(gathering, 'compose', (path) => COMPOSE.test(baseName(path))).flatMap(({ path, text }) => {
    const parsed = parseYaml(text)
    if ('reason' in parsed) {
      gathering.unreadable.push({ area: 'compose', path, ...parsed })
      return []
    }
    const root = parsed.documents[0]?.contents
    const services = entriesOf(get(root, 'services'))
    if (services.length === 0) return []
    return [
      {
        path,
        lines: text.split(/\r?\n/),
        services: services.map(({ key, keyNode, value }) =>
          serviceOf(key, parsed.lineOf(keyNode), value, parsed.lineOf),
        ),
      },
    ]
  })
}

type LineOf = (node: unknown) => number

function serviceOf(name: string, line: number, node: unknown, lineOf: LineOf): ComposeService {
  const image = textOf(get(node, 'image'))
  const build = buildOf(get(node, 'build'))
  const command = commandOf(get(node, 'command'), lineOf)
  const entrypoint = commandOf(get(node, 'entrypoint'), lineOf)
  const healthcheck = healthcheckOf(get(node, 'healthcheck'), lineOf)
  const replicas = Number(scalar(get(node, 'deploy', 'replicas')) ?? scalar(get(node, 'scale')))
  const restart = textOf(get(node, 'restart'))
  return {
    name,
    line,
    ...(image && { image: interpolate(image) }),
    ...(build && { build }),
    ...(command && { command }),
    ...(entrypoint && { entrypoint }),
    environment: environmentOf(get(node, 'environment'), lineOf),
    envFiles: textsOf(get(node, 'env_file')),
    ports: itemsOf(get(node, 'ports')).map((port) => portOf(port, lineOf)),
    expose: textsOf(get(node, 'expose')).map(Number).filter(Number.isFinite),
    ...(healthcheck && { healthcheck }),
    ...(Number.isFinite(replicas) && { replicas }),
    ...(restart && { restart }),
    init: scalar(get(node, 'init')) === true,
    profiles: textsOf(get(node, 'profiles')),
    volumes: itemsOf(get(node, 'volumes')).flatMap((volume) => volumeOf(volume, lineOf)),
  }
}

function volumeOf(node: unknown, lineOf: LineOf): ComposeService['volumes'] {
  const line = lineOf(node)
  const text = textOf(node)
  if (text === undefined) {
    const source = textOf(get(node, 'source'))
    const target = textOf(get(node, 'target'))
    return target && textOf(get(node, 'type')) !== 'tmpfs' ? [{ ...(source && { source }), target, line }] : []
  }
  // The colons of `${NAME:-default}` separate nothing.
  const parts = interpolate(text).split(/:(?![^{]*\})/)
  return [parts.length === 1 ? { target: parts[0]!, line } : { source: parts[0]!, target: parts[1]!, line }]
}

function buildOf(node: unknown): ComposeService['build'] {
  const context = textOf(node)
  if (context) return { context }
  const dockerfile = textOf(get(node, 'dockerfile'))
  const target = textOf(get(node, 'target'))
  const inner = textOf(get(node, 'context'))
  if (!inner && !dockerfile) return undefined
  return { context: inner ?? '.', ...(dockerfile && { dockerfile }), ...(target && { target }) }
}

function commandOf(node: unknown, lineOf: LineOf): Command | undefined {
  const text = textOf(node)
  if (text) return { text, line: lineOf(node) }
  const exec = textsOf(node)
  return exec.length > 0 ? { text: exec.join(' '), exec, line: lineOf(node) } : undefined
}

function healthcheckOf(node: unknown, lineOf: LineOf): ComposeService['healthcheck'] {
  if (!node) return undefined
  const test = commandOf(get(node, 'test'), lineOf) ?? { text: '', line: lineOf(node) }
  return { test, disabled: scalar(get(node, 'disable')) === true || test.exec?.[0] === 'NONE', line: lineOf(node) }
}

function environmentOf(node: unknown, lineOf: LineOf): ComposeService['environment'] {
  const environment: ComposeService['environment'] = {}
  for (const { key, keyNode, value } of entriesOf(node)) {
    environment[key] = { value: textOf(value) ?? null, line: lineOf(keyNode) }
  }
  for (const item of itemsOf(node)) {
    const [name, ...value] = (textOf(item) ?? '').split('=')
    if (name) environment[name] = { value: value.length > 0 ? value.join('=') : null, line: lineOf(item) }
  }
  return environment
}

function portOf(node: unknown, lineOf: LineOf): ComposeService['ports'][number] {
  const line = lineOf(node)
  const text = textOf(node)
  if (text === undefined) {
    const target = Number(scalar(get(node, 'target')))
    const published = Number(scalar(get(node, 'published')))
    return {
      text: `${published}:${target}`,
      ...(Number.isFinite(target) && { target }),
      ...(Number.isFinite(published) && { published }),
      line,
    }
  }
  const parts = interpolate(text).split('/')[0]!.split(':')
  const target = Number(parts.at(-1))
  const published = parts.length > 1 ? Number(parts.at(-2)) : NaN
  return {
    text,
    ...(Number.isFinite(target) && { target }),
    ...(Number.isFinite(published) && { published }),
    line,
  }
}

/** `${NAME:-default}` stands for its default; without one it stays as written. */
export function interpolate(text: string): string {
  return text.replace(/\$\{\w+:?-([^}]*)\}/g, '$1')
}

function textsOf(node: unknown): string[] {
  const single = textOf(node)
  if (single !== undefined) return [single]
  return itemsOf(node).flatMap((item) => textOf(item) ?? textOf(get(item, 'path')) ?? [])
}
