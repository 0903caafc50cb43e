import type { InstanceValue } from '../value.ts'
import type { Model } from './model.ts'

/** Methods that return what they are called on, by what that is. */
const FLUENT: readonly [owner: RegExp, methods: RegExp][] = [
  [
    /^(express\(\)|express\.Router\(\)(\.route\(\))?|express\(\)\.route\(\)|router\(\)|express-promise-router\(\)|restify\.createServer\(\))$/,
    /^(use|get|post|put|patch|delete|all|head|options|set|enable|disable|param|engine|del|opts)$/,
  ],
  [
    /^fastify\(\)$/,
    /^(register|get|post|put|patch|delete|head|options|all|route|addHook|decorate|decorateRequest|decorateReply|setErrorHandler|setNotFoundHandler|withTypeProvider|after|addSchema|setValidatorCompiler|setSerializerCompiler|addContentTypeParser)$/,
  ],
  [/^koa\(\)$/, /^(use|on)$/],
  [
    /^(koa-router|@koa\/router|koa-joi-router|koa-tree-router)\(\)$/,
    /^(use|get|post|put|patch|delete|del|all|head|options|prefix|param)$/,
  ],
  [
    /^(hono\.Hono|@hono\/zod-openapi\.OpenAPIHono|hono\/tiny\.Hono|hono\/quick\.Hono)\(\)$/,
    /^(use|get|post|put|patch|delete|all|on|options|route|mount|onError|notFound|openapi|doc|doc31)$/,
  ],
  [/^https?\.createServer\(\)$/, /^(on|once|setTimeout|listen|addListener|unref|ref)$/],
  [
    /^(ioredis|ioredis\.Redis|ioredis\.Cluster|pg\.Pool|pg\.Client|bull|bullmq\.(Queue|Worker|QueueEvents))\(\)(\.duplicate\(\))?$/,
    /^(on|once|addListener)$/,
  ],
  // `await createClient().on('error', …).connect()`, as node-redis writes it.
  [
    /^(redis|@redis\/client)\.(createClient|createCluster|createClientPool)\(\)(\.duplicate\(\))?$/,
    /^(on|once|addListener|connect)$/,
  ],
]

/** Starting an HTTP framework gives a server of node:http. */
const LISTEN = /^(express\(\)|koa\(\)|restify\.createServer\(\)|connect\(\))\.listen$/
/** Wrappers that give back the server they are given. */
const SAME_SERVER =
  /^(stoppable|http-shutdown|server-destroy|http-graceful-shutdown|@godaddy\/terminus\.createTerminus|spdy\.createServer|http2\.createSecureServer|http2\.createServer)$/
const BASE_PATH = /^hono\.Hono\(\)\.basePath$/

/** Chains such as `new Hono().get(…).post(…)` stay the same application. */
export function fluentModel(name: string): Model | undefined {
  if (LISTEN.test(name))
    return ({ key, site, receiver }) => server(key, { call: site, ...(receiver && { parent: receiver }) })
  if (SAME_SERVER.test(name))
    return ({ args, key, site }) => (args[0]?.kind === 'instance' ? args[0] : server(key, { call: site }))
  if (BASE_PATH.test(name)) {
    return ({ key, site, receiver }) => ({
      kind: 'instance',
      name: 'hono.Hono()',
      id: key,
      call: site,
      ...(receiver && { parent: receiver }),
    })
  }
  const dot = name.lastIndexOf('.')
  const owner = name.slice(0, dot)
  const method = name.slice(dot + 1)
  const isFluent = FLUENT.some(([owners, methods]) => methods.test(method) && owners.test(owner))
  return isFluent ? ({ receiver }) => receiver : undefined
}

function server(id: string, rest: Pick<InstanceValue, 'call' | 'parent'>): InstanceValue {
  return { kind: 'instance', name: 'http.createServer()', id, ...rest }
}
