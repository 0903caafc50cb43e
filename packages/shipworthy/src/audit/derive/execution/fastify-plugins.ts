import { classifyPath, isSourcePath } from '../../facts/path-class.ts'
import { baseName, folderOf } from '../../facts/paths.ts'
import { PROJECT_ROOT, type Evaluator } from '../program/evaluator.ts'
import { givenArguments, type FunctionValue, type InstanceValue, type Value } from '../program/value.ts'
import { siteOf, type CallEvent } from './call-event.ts'
import type { Continuation } from './continuation.ts'

/**
 * `app.register(plugin, options)`: the plugin gets an instance of its own under `options.prefix`, unless it is wrapped in
 * fastify-plugin. A plugin may be a module whose default export is the function; autoload registers a folder of them.
 */
export function registeredPlugins(evaluator: Evaluator, event: CallEvent, args: readonly Value[]): Continuation[] {
  const parent = event.callee.kind === 'external' ? event.callee.receiver : undefined
  if (parent?.kind !== 'instance') return []
  const [plugin, options] = args
  if (plugin?.kind === 'external' && /^(@fastify\/autoload|fastify-autoload)(\.fastifyAutoload)?$/.test(plugin.name)) {
    return autoloaded(evaluator, event, parent, options)
  }
  const fn = pluginFunction(evaluator, plugin)
  return fn ? [continuation(event, parent, fn, options, prefixIn(options), 'plugin')] : []
}

function continuation(
  event: CallEvent,
  parent: InstanceValue,
  fn: FunctionValue,
  options: Value | undefined,
  prefix: string,
  key: string,
): Continuation {
  const id = `${parent.id}/${event.file.path}#${event.callIndex}@${event.frame?.id ?? 0}/${key}`
  const child: InstanceValue = {
    kind: 'instance',
    name: 'fastify()',
    id,
    call: siteOf(event),
    parent,
    ...(prefix && { prefix }),
  }
  return {
    fn,
    args: [
      fn.wrapper === 'fastify-plugin' ? parent : child,
      options ?? { kind: 'record', keys: () => [], get: () => undefined, siteOf: () => undefined, open: () => true },
    ],
    key,
  }
}

function prefixIn(options: Value | undefined): string {
  const prefix = options?.kind === 'record' ? options.get('prefix') : undefined
  return prefix?.kind === 'literal' && typeof prefix.value === 'string' ? prefix.value : ''
}

function pluginFunction(evaluator: Evaluator, value: Value | undefined): FunctionValue | undefined {
  if (value?.kind === 'function') return value
  if (value?.kind === 'module') return pluginFunction(evaluator, evaluator.exported(value.path, 'default'))
  if (value?.kind === 'record') return pluginFunction(evaluator, value.get('default'))
  return undefined
}

/** @fastify/autoload: every file of a folder is a plugin; folders give the prefix, `_id` is a parameter. */
function autoloaded(
  evaluator: Evaluator,
  event: CallEvent,
  parent: InstanceValue,
  options: Value | undefined,
): Continuation[] {
  const dir = options?.kind === 'record' ? options.get('dir') : undefined
  if (dir?.kind !== 'literal' || typeof dir.value !== 'string' || !dir.value.startsWith(PROJECT_ROOT)) return []
  const folder = dir.value.slice(PROJECT_ROOT.length + 1)
  const base = prefixIn(options?.kind === 'record' ? (options.get('options') ?? options) : undefined)
  const named = options?.kind === 'record' ? options.get('dirNameRoutePrefix') : undefined
  const usesFolders = !(named?.kind === 'literal' && named.value === false)
  return pluginFiles(evaluator, folder).map((path): Continuation => {
    const prefix = base + (usesFolders ? folderPrefix(folder, path) : '')
    const value = exportOf(evaluator, path, 'default')
    const config = exportOf(evaluator, path, 'autoConfig')
    const override = exportOf(evaluator, path, 'autoPrefix')
    const full = override?.kind === 'literal' && typeof override.value === 'string' ? base + override.value : prefix
    const fn = pluginFunction(evaluator, value)
    if (fn)
      return {
        ...continuation(event, parent, fn, config && called(evaluator, config, parent, path), full, path),
        module: path,
      }
    const plugin = value && {
      instance: parent,
      value,
      ...(config && { options: called(evaluator, config, parent, path) }),
    }
    return { module: path, key: path, args: [], ...(plugin && { plugin }) }
  })
}

/** `autoConfig` may be a function of the instance. */
function called(evaluator: Evaluator, config: Value, instance: InstanceValue, path: string): Value {
  return config.kind === 'function'
    ? evaluator.invoke(config, givenArguments([instance]), `autoConfig ${path}`)
    : config
}

function exportOf(evaluator: Evaluator, path: string, name: string): Value | undefined {
  const file = evaluator.sources.parse(path)
  if (!file) return undefined
  const value =
    file.exports.length > 0 ? evaluator.exported(path, name) : evaluator.member(evaluator.required(path), name)
  if (value.kind !== 'unknown' && !(value.kind === 'literal' && value.value === undefined)) return value
  return name === 'default' ? evaluator.required(path) : undefined
}

/** A folder with an index file is that one plugin; its sub-folders are loaded all the same. */
function pluginFiles(evaluator: Evaluator, folder: string): string[] {
  const inside = evaluator.sources.paths.filter(
    (path) =>
      path.startsWith(`${folder}/`) &&
      isSourcePath(path) &&
      classifyPath(path) !== 'test' &&
      !/\.?autohooks\.[cm]?[jt]s$/.test(path),
  )
  const withIndex = new Set(inside.filter((path) => baseName(path).startsWith('index.')).map(folderOf))
  return inside.filter((path) => !withIndex.has(folderOf(path)) || baseName(path).startsWith('index.'))
}

function folderPrefix(folder: string, path: string): string {
  const parts = folderOf(path).slice(folder.length).split('/').filter(Boolean)
  return parts.map((part) => `/${part.replace(/^_/, ':')}`).join('')
}
