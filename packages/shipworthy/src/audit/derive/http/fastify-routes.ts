import { siteOf, type CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { lastName } from '../program/names.ts'
import type { InstanceValue, RecordValue, Value } from '../program/value.ts'
import { HTTP_METHODS, joinRoutePath, pathText, type HttpApp, type Middleware, type Route } from './route.ts'
import type { StackResult } from './express-routes.ts'

/** Hooks that run before the handler; the others see only the reply. */
const HOOKS_BEFORE = /^(onRequest|preParsing|preValidation|preHandler)$/
const ROUTE_HOOKS = ['onRequest', 'preParsing', 'preValidation', 'preHandler'] as const

/** Fastify: routes, hooks and plugins by the instance they are given to, with prefixes and encapsulation. */
export function fastifyRoutes(execution: Execution): StackResult {
  const apps = new Map<string, HttpApp>()
  const routes: { route: Route; instance: InstanceValue }[] = []
  const layers: { entry: Middleware; instance: InstanceValue }[] = []

  for (const event of execution.events) {
    const instance = event.callee.kind === 'external' ? event.callee.receiver : undefined
    if (instance?.kind !== 'instance' || instance.name !== 'fastify()' || event.phase === 'unseen') continue
    const root = rootOf(instance)
    if (!apps.has(root.id)) apps.set(root.id, appOf(root, event))
    const method = lastName(event.name)
    const args = execution.evaluator.arguments(siteOf(event))
    const place = { file: event.file, at: event.call.nameAt, force: event.force, order: event.order }
    if (HTTP_METHODS.has(method) || method === 'route') routes.push(...routesOf(method, args, instance, place))
    else if (method === 'addHook' && HOOKS_BEFORE.test(pathText(args[0])?.text ?? '') && args[1]) {
      layers.push({ entry: { ...place, value: args[1], path: '', level: levelOf(instance) }, instance })
    } else if ((method === 'register' || method === 'use') && args[0]) {
      const value = pluginInstance(args[0], event)
      const options = args[1] ?? NO_OPTIONS
      if (value) layers.push({ entry: { ...place, value, options, path: '', level: levelOf(instance) }, instance })
    } else if (method === 'setErrorHandler' && args[0]) {
      apps.get(root.id)!.errorHandlers.push({ ...place, value: args[0], path: '', level: levelOf(instance) })
    }
  }
  for (const { event, path, instance, value: plugin, options } of execution.plugins) {
    const file = execution.evaluator.sources.parse(path) ?? event.file
    const value = pluginInstance(plugin, event)
    const place = {
      file,
      at: file.exports.find(({ name }) => name === 'default') ? file.text.indexOf('export default') : 0,
    }
    const entry = {
      ...place,
      force: event.force,
      order: event.order,
      path: '',
      level: levelOf(instance),
      options: options ?? NO_OPTIONS,
    }
    if (value) layers.push({ entry: { ...entry, value }, instance })
  }
  for (const { entry, instance } of layers) {
    if (instance.id === rootOf(instance).id) apps.get(rootOf(instance).id)!.middleware.push(entry)
  }
  for (const { route, instance } of routes) {
    const inherited = layers.filter((layer) => isWithin(instance, layer.instance)).map(({ entry }) => entry)
    route.middleware = [...inherited, ...route.middleware]
  }
  return { apps: [...apps.values()], routes: routes.map(({ route }) => route) }
}

const NO_OPTIONS: RecordValue = {
  kind: 'record',
  keys: () => [],
  get: () => undefined,
  siteOf: () => undefined,
  open: () => false,
}

/** `register(helmet, options)` reads like the call `helmet(options)`; plugins of the project were walked into instead. */
function pluginInstance(plugin: Value, event: CallEvent): Value | undefined {
  if (plugin.kind === 'external') {
    return {
      kind: 'instance',
      name: `${plugin.name}()`,
      id: `${event.file.path}#${event.callIndex}`,
      call: siteOf(event),
    }
  }
  return plugin.kind === 'instance' ? plugin : undefined
}

type Place = Pick<Route, 'file' | 'at' | 'force' | 'order'>

function routesOf(
  method: string,
  args: readonly Value[],
  instance: InstanceValue,
  place: Place,
): { route: Route; instance: InstanceValue }[] {
  const isShort = method !== 'route'
  const options = isShort ? args.find((value): value is RecordValue => value.kind === 'record') : args[0]
  const record = options?.kind === 'record' ? options : undefined
  const path = pathText(isShort ? args[0] : (record?.get('url') ?? record?.get('path')))
  const handler =
    (isShort && args.length > 1 ? args.findLast((value) => value.kind !== 'record') : undefined) ??
    record?.get('handler')
  const middleware = ROUTE_HOOKS.flatMap((hook) => {
    const value = record?.get(hook)
    const items = value?.kind === 'list' ? value.items() : value ? [value] : []
    return items.map((item): Middleware => ({ ...place, value: item, path: '', level: 'route' }))
  })
  const config = record?.get('config')
  if (config?.kind === 'record' && config.get('rateLimit')) {
    middleware.push({ ...place, value: config.get('rateLimit')!, path: 'config.rateLimit', level: 'route' })
  }
  const full = joinRoutePath(prefixOf(instance), path?.text ?? '*')
  return methodsOf(method, record?.get('method')).map((name) => ({
    instance,
    route: {
      framework: 'fastify',
      method: name,
      path: full,
      exact: path?.exact ?? false,
      middleware: [...middleware],
      ...(handler && { handler }),
      ...place,
      app: rootOf(instance).id,
    },
  }))
}

function methodsOf(method: string, declared: Value | undefined): string[] {
  if (method !== 'route') return [method === 'all' ? 'ALL' : method.toUpperCase()]
  const values = declared?.kind === 'list' ? declared.items() : declared ? [declared] : []
  const names = values.map((value) => pathText(value)?.text.toUpperCase() ?? 'ALL')
  return names.length > 0 ? names : ['ALL']
}

function rootOf(instance: InstanceValue): InstanceValue {
  let current = instance
  while (current.parent?.kind === 'instance' && current.parent.name === 'fastify()') current = current.parent
  return current
}

function prefixOf(instance: InstanceValue): string {
  const parent =
    instance.parent?.kind === 'instance' && instance.parent.name === 'fastify()' ? prefixOf(instance.parent) : ''
  return instance.prefix ? joinRoutePath(parent, instance.prefix) : parent
}

function isWithin(instance: InstanceValue, ancestor: InstanceValue): boolean {
  for (let current: Value | undefined = instance; current?.kind === 'instance'; current = current.parent) {
    if (current.id === ancestor.id) return true
  }
  return false
}

function levelOf(instance: InstanceValue): Middleware['level'] {
  return instance.id === rootOf(instance).id ? 'application' : 'router'
}

function appOf(root: InstanceValue, event: CallEvent): HttpApp {
  const site = root.call ?? siteOf(event)
  return {
    framework: 'fastify',
    id: root.id,
    file: site.file,
    at: site.file.calls[site.call]!.at,
    middleware: [],
    errorHandlers: [],
  }
}
