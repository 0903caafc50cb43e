import type { Path } from './access.ts'

/** Parts of a request that a client writes, as they hang on the object a framework gives its handlers. */
const EXPRESS =
  /^(query|params|body|headers|cookies|signedCookies|files?|url|originalUrl|path|rawBody|hostname|rawHeaders|get\(\)|header\(\)|param\(\))$/
const NODE = /^(url|headers|rawHeaders)$/
const FETCH =
  /^(url|json\(\)|text\(\)|formData\(\)|headers\.get\(\)|nextUrl\.searchParams|nextUrl\.search|nextUrl\.href|nextUrl\.pathname|cookies\.get\(\)|arrayBuffer\(\)|body)(\.|$)/
const KOA =
  /^((request\.)?(query|params|headers?|url|originalUrl|path|querystring|search|href|body|rawBody|files|get\(\))|cookies\.get\(\)|req\.(url|headers))(\.|$)/
const HONO =
  /^req\.(query\(\)|queries\(\)|param\(\)|header\(\)|json\(\)|text\(\)|parseBody\(\)|formData\(\)|url|path|raw\.url)(\.|$)/
const FASTIFY = /^(query|params|body|headers|cookies|url|originalUrl|raw\.url|hostname)(\.|$)/
const PAGE = /^(query|params|req\.(url|headers|cookies|query|body)|searchParams)(\.|$)/

interface Dialect {
  /** Who calls back. */
  caller: RegExp
  parts: RegExp
}

const STACK_METHODS = '(get|post|put|patch|delete|del|all|use|head|options|on|route|openapi)'

/** Each framework's first parameter. */
const DIALECTS: readonly Dialect[] = [
  {
    caller: new RegExp(
      `^(express\\(\\)|express\\.Router\\(\\)|router\\(\\)|express-promise-router\\(\\)|polka\\(\\)|restify\\.createServer\\(\\)|connect\\(\\)|ultimate-express\\(\\)|hyper-express\\.(Server|Router)\\(\\))(\\.route\\(\\))?\\.${STACK_METHODS}$|^(express-async-handler|async-middleware|express-async-wrap)(\\.\\w+)?$`,
    ),
    parts: EXPRESS,
  },
  {
    caller: new RegExp(`^(koa|koa-router|@koa/router|koa-tree-router)(\\.Router)?\\(\\)\\.${STACK_METHODS}$`),
    parts: KOA,
  },
  {
    caller: new RegExp(
      `^(hono|hono/tiny|hono/quick|@hono/zod-openapi)\\.\\w+\\(\\)(\\.\\w+\\(\\))*\\.${STACK_METHODS}$`,
    ),
    parts: HONO,
  },
  { caller: new RegExp(`^fastify\\(\\)\\.${STACK_METHODS}$`), parts: FASTIFY },
  { caller: /^https?\.createServer$/, parts: NODE },
]

const ERROR_HANDLER_PARAMETERS = 4

export interface HandlerParameter {
  /** Canonical name of what calls back. */
  caller: string
  /** Parameters of the function that is called back. */
  parameters: number
  /** Position of the parameter. */
  index: number
  path: Path
}

/** How the part of a request is called that a parameter holds; nothing when it is none. */
export function requestPart({ caller, parameters, index, path }: HandlerParameter): string | undefined {
  const text = path.map((key) => key ?? '*').join('.')
  if (caller === 'next.route') return nextPart(index, text)
  if (caller === 'next.page') return index === 0 && PAGE.test(text) ? text : undefined
  const dialect = DIALECTS.find((candidate) => candidate.caller.test(caller))
  if (!dialect) return undefined
  if (dialect.parts === EXPRESS) {
    const position = parameters === ERROR_HANDLER_PARAMETERS && caller.endsWith('.use') ? 1 : 0
    return index === position && path[0] != null && EXPRESS.test(path[0]) ? text : undefined
  }
  return index === 0 && dialect.parts.test(text) ? text : undefined
}

/** Route handlers get a Request and the parts of the path; API routes of the pages router what Express gives. */
function nextPart(index: number, text: string): string | undefined {
  if (index === 1) return /^params(\.|$)/.test(text) ? text : undefined
  const isPart = FETCH.test(text) || EXPRESS.test(text.split('.')[0]!)
  return index === 0 && isPart ? text : undefined
}

/** Whether a caller is a framework that answers requests with the function. */
export function isRequestCaller(caller: string): boolean {
  return caller.startsWith('next.') || DIALECTS.some((dialect) => dialect.caller.test(caller))
}

/** Messages of a socket: `socket.on('message', (text) => …)`. */
export const SOCKET_SERVERS =
  /^(socket\.io(\.Server)?\(\)(\.(of|use|to|in)\(\))*|ws\.(WebSocketServer|Server|default)\(\))\.on$/
