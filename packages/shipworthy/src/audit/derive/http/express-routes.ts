import { siteOf, type CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { lastName } from '../program/names.ts'
import { possibilities, type InstanceValue, type Value } from '../program/value.ts'
import {
  HTTP_METHODS,
  joinRoutePath,
  pathText,
  type Framework,
  type HttpApp,
  type Middleware,
  type Route,
} from './route.ts'

interface Layer {
  kind: 'use' | 'route'
  method: string
  paths: { text: string; exact: boolean }[]
  values: Value[]
  event: CallEvent
}

/** The frameworks whose applications and routers are stacks of layers. */
const DIALECTS: readonly { framework: Framework; app: RegExp; router: RegExp }[] = [
  {
    framework: 'express',
    app: /^(express\(\)|polka\(\)|restify\.createServer\(\)|connect\(\)|@feathersjs\/express\(\)|ultimate-express\(\)|hyper-express\.Server\(\))$/,
    router: /^(express\.Router\(\)|router\(\)|express-promise-router\(\)|hyper-express\.Router\(\))$/,
  },
  {
    framework: 'koa',
    app: /^koa\(\)$/,
    router: /^(koa-router|@koa\/router|koa-joi-router|koa-tree-router|@koa\/router\.Router|koa-router\.Router)\(\)$/,
  },
  {
    framework: 'hono',
    app: /^(hono|hono\/tiny|hono\/quick|@hono\/zod-openapi)\.(Hono|OpenAPIHono)\(\)$/,
    router: /^$/,
  },
]

export interface StackResult {
  apps: HttpApp[]
  routes: Route[]
}

/** Express, Koa and Hono: what is mounted on what, in which order, under which prefix. */
export function stackRoutes(execution: Execution): StackResult {
  const stacks: Stacks = new Map()
  for (const event of execution.events) {
    const receiver = event.callee.kind === 'external' ? event.callee.receiver : undefined
    if (!receiver || receiver.kind !== 'instance') continue
    const target = chainedRoute(execution, receiver)
    const owner = target?.owner ?? receiver
    const dialect = DIALECTS.find(({ app, router }) => app.test(owner.name) || router.test(owner.name))
    if (!dialect) continue
    const layer = layerOf(execution, event, target?.path)
    const isApp = dialect.app.test(owner.name)
    let stack = stacks.get(owner.id)
    if (!stack) stacks.set(owner.id, (stack = { instance: owner, framework: dialect.framework, isApp, layers: [] }))
    if (layer) stack.layers.push(layer)
  }
  return assemble(execution, stacks)
}

/** `router.route('/path').get(…)`: the owner and the path of the chain. */
function chainedRoute(
  execution: Execution,
  receiver: InstanceValue,
): { owner: InstanceValue; path: Value | undefined } | undefined {
  if (!receiver.name.endsWith('.route()') || receiver.parent?.kind !== 'instance' || !receiver.call) return undefined
  return { owner: receiver.parent, path: execution.evaluator.argument(receiver.call, 0) }
}

function layerOf(execution: Execution, event: CallEvent, chainPath: Value | undefined): Layer | undefined {
  const method = lastName(event.name)
  const isRoute = HTTP_METHODS.has(method) || method === 'on' || method === 'openapi' || method === 'ws'
  if (!isRoute && method !== 'use' && method !== 'route' && method !== 'mount') return undefined
  const args = execution.evaluator.arguments(siteOf(event))
  if (method === 'openapi') return openApiLayer(execution, event, args)
  if (method === 'route' && args.length < 2) return undefined
  if (method === 'on') return onLayer(event, args)
  const first = chainPath ?? args[0]
  const paths = pathsOf(first) ?? unknownPath(first, args.length)
  const named = paths && !chainPath && HTTP_METHODS.has(method) && args.length > 2 ? pathsOf(args[1]) : undefined
  // koa-router takes an optional name before the path.
  const values = chainPath ? args : named ? args.slice(2) : paths ? args.slice(1) : args
  // Express has `app.get('setting')`: a getter, not a route.
  if (method === 'get' && values.length === 0) return undefined
  return {
    kind: isRoute ? 'route' : 'use',
    method: method === 'all' || method === 'use' ? 'ALL' : method === 'del' ? 'DELETE' : method.toUpperCase(),
    paths: named ?? paths ?? [{ text: '', exact: true }],
    values: values.flatMap(flatten),
    event,
  }
}

/** Hono: `app.on(['GET', 'POST'], '/path', handler)`; an event listener has a function second. */
function onLayer(event: CallEvent, args: readonly Value[]): Layer | undefined {
  const paths = pathsOf(args[1])
  if (!paths || !event.name.startsWith('hono')) return undefined
  return { kind: 'route', method: 'ALL', paths, values: args.slice(2).flatMap(flatten), event }
}

function openApiLayer(execution: Execution, event: CallEvent, args: readonly Value[]): Layer | undefined {
  const route = args[0]
  const call = route?.kind === 'instance' ? route.call : undefined
  const spec = route?.kind === 'record' ? route : call && execution.evaluator.argument(call, 0)
  if (spec?.kind !== 'record') return undefined
  const path = pathText(spec.get('path'))
  const method = pathText(spec.get('method'))
  const middleware = spec.get('middleware')
  return {
    kind: 'route',
    method: (method?.text ?? 'ALL').toUpperCase(),
    paths: [path ?? { text: '*', exact: false }],
    values: [...(middleware ? flatten(middleware) : []), ...args.slice(1, 2)],
    event,
  }
}

function pathsOf(value: Value | undefined): { text: string; exact: boolean }[] | undefined {
  if (value?.kind === 'list') {
    const paths = value.items().map(pathText)
    return paths.length > 0 && paths.every((path) => path !== undefined) ? paths : undefined
  }
  if (value?.kind === 'alternatives') {
    const paths = value.values.map(pathText)
    if (paths.length > 0 && paths.every((path) => path !== undefined))
      return paths.map(({ text }) => ({ text, exact: false }))
  }
  const path = pathText(value)
  return path && [path]
}

/** A first argument that is called a path and whose text is not known: `app.use(config.basePath, router)`. */
function unknownPath(value: Value | undefined, count: number): { text: string; exact: boolean }[] | undefined {
  if (!value || count < 2) return undefined
  const name =
    value.kind === 'external'
      ? lastName(value.name)
      : value.kind === 'parameter'
        ? (value.path.at(-1) ?? value.name)
        : ''
  const isPath = /(path|prefix|uri|url|base|route|mount|endpoint)$/i.test(name)
  return isPath || value.kind === 'environment' ? [{ text: '*', exact: false }] : undefined
}

function flatten(value: Value): Value[] {
  return value.kind === 'list' ? value.items().flatMap(flatten) : [value]
}

interface Stack {
  instance: InstanceValue
  framework: Framework
  isApp: boolean
  layers: Layer[]
}

type Stacks = Map<string, Stack>

function assemble(execution: Execution, stacks: Stacks): StackResult {
  const mounted = new Set<string>()
  for (const { layers } of stacks.values()) {
    for (const { values } of layers)
      for (const child of values.flatMap((value) => mountsOf(execution, value))) mounted.add(child.instance.id)
  }
  const apps: HttpApp[] = []
  const routes: Route[] = []
  for (const [id, stack] of withoutSecondRuns(stacks)) {
    if (mounted.has(id) || (!stack.isApp && hasUnmountedParent(stacks))) continue
    const first = stack.layers[0]?.event
    const site = stack.instance.call ?? (first && siteOf(first))
    if (!site) continue
    const app: HttpApp = {
      framework: stack.framework,
      id,
      file: site.file,
      at: site.file.calls[site.call]!.at,
      middleware: [],
      errorHandlers: [],
    }
    apps.push(app)
    visit(id, '', true, [], app, new Set())
  }

  function visit(
    id: string,
    prefix: string,
    exact: boolean,
    inherited: Middleware[],
    app: HttpApp,
    seen: ReadonlySet<string>,
  ): void {
    const stack = stacks.get(id)
    if (!stack || seen.has(id)) return
    const inside = new Set(seen).add(id)
    const base = joinRoutePath(prefix, routerPrefix(execution, stack.instance) ?? '')
    const level = stack.isApp && prefix === '' ? 'application' : 'router'
    const chain = [...inherited]
    for (const layer of stack.layers) {
      for (const path of layer.paths) visitLayer(layer, path, { base, exact, chain, level, app, inside })
    }
  }

  function visitLayer(
    layer: Layer,
    path: { text: string; exact: boolean },
    at: {
      base: string
      exact: boolean
      chain: Middleware[]
      level: Middleware['level']
      app: HttpApp
      inside: ReadonlySet<string>
    },
  ): void {
    const { event, values } = layer
    const full = joinRoutePath(at.base, path.text)
    const own: Middleware[] = []
    const place = { file: event.file, at: event.call.nameAt, force: event.force, order: event.order }
    for (const value of values) {
      const children = mountsOf(execution, value)
      for (const child of children) {
        visit(
          child.instance.id,
          joinRoutePath(full, child.path),
          at.exact && path.exact,
          [...at.chain, ...own],
          at.app,
          at.inside,
        )
      }
      if (children.length > 0) continue
      const entry: Middleware = {
        ...place,
        value,
        path: layer.kind === 'use' ? (full === '/' ? '' : full) : full,
        level: layer.kind === 'use' ? at.level : 'route',
      }
      own.push(entry)
      if (isErrorHandler(value)) at.app.errorHandlers.push(entry)
    }
    if (layer.kind === 'use') {
      at.chain.push(...own)
      if (at.level === 'application') at.app.middleware.push(...own)
      return
    }
    routes.push({
      framework: at.app.framework,
      method: layer.method,
      path: full,
      exact: at.exact && path.exact,
      middleware: [...at.chain.filter((entry) => covers(entry.path, full)), ...own.slice(0, -1)],
      ...(values.length > 0 && { handler: values.at(-1)! }),
      ...place,
      app: at.app.id,
    })
  }
  return { apps, routes }
}

/** An application that is made at one place in two activations is one application: the fuller of the two is kept. */
function withoutSecondRuns(stacks: Stacks): [string, Stack][] {
  const best = new Map<string, [string, Stack]>()
  for (const [id, stack] of stacks) {
    const { call } = stack.instance
    const place = stack.isApp && call ? `${call.file.path}#${call.call}` : id
    const before = best.get(place)
    if (!before || isFuller(stack, before[1])) best.set(place, [id, stack])
  }
  return [...best.values()]
}

/** More of it is in force, or as much with more layers. */
function isFuller(stack: Stack, other: Stack): boolean {
  const inForce = ({ layers }: Stack): number => layers.filter(({ event }) => event.force !== 'off').length
  const difference = inForce(stack) - inForce(other)
  return difference > 0 || (difference === 0 && stack.layers.length > other.layers.length)
}

/** A router that nothing mounts is its own root only when no application is known at all. */
function hasUnmountedParent(stacks: Stacks): boolean {
  return [...stacks.values()].some(({ isApp }) => isApp)
}

/** Whether middleware under a path runs for a route. */
function covers(middlewarePath: string, routePath: string): boolean {
  const prefix = middlewarePath.replace(/\/?\*+$/, '')
  return prefix === '' || routePath === prefix || routePath.startsWith(`${prefix}/`)
}

/** Routers and applications inside a mounted value, with the path the wrapper adds. */
function mountsOf(execution: Execution, value: Value): { instance: InstanceValue; path: string }[] {
  return possibilities(value).flatMap((option): { instance: InstanceValue; path: string }[] => {
    if (option.kind === 'module') return mountsOf(execution, execution.evaluator.exported(option.path, 'default'))
    if (option.kind !== 'instance') return []
    if (DIALECTS.some(({ app, router }) => app.test(option.name) || router.test(option.name)))
      return [{ instance: option, path: '' }]
    if (/\.(routes|middleware|callback|fetch)\(\)$/.test(option.name) && option.parent)
      return mountsOf(execution, option.parent)
    if (/^(koa-mount|vhost|koa-compose|express-async-handler)\(\)$/.test(option.name) && option.call)
      return wrapped(execution, option)
    return []
  })
}

function wrapped(execution: Execution, { call, name }: InstanceValue): { instance: InstanceValue; path: string }[] {
  const args = execution.evaluator.arguments(call!)
  const prefix = name.startsWith('koa-mount') ? (pathText(args[0])?.text ?? '') : ''
  return args
    .flatMap(flatten)
    .flatMap((value) => mountsOf(execution, value))
    .map((child) => ({ ...child, path: joinRoutePath(prefix, child.path) }))
}

/** `new Router({ prefix: '/api' })`, `router.prefix('/api')`, `new Hono().basePath('/api')` */
function routerPrefix(execution: Execution, instance: InstanceValue): string | undefined {
  if (!instance.call) return undefined
  const [options] = execution.evaluator.arguments(instance.call)
  if (options?.kind === 'record') return pathText(options.get('prefix'))?.text
  const isBasePath = instance.parent?.kind === 'instance' && instance.name.startsWith('hono')
  return isBasePath ? pathText(options)?.text : undefined
}

/** Express tells an error handler by its four parameters. */
export function isErrorHandler(value: Value): boolean {
  return value.kind === 'function' && value.file.functions[value.index]!.parameters === 4
}
