import type { NginxLocation, NginxScope } from './nginx-scope.ts'
import type { NginxTree, PlacedDirective } from './nginx-tree.ts'

/** Where `proxy_pass` sends requests. */
export interface ProxyTarget {
  at: PlacedDirective
  /** As written. */
  text: string
  /** Hosts behind it, through `upstream` and `set`; none when a variable or a template decides. */
  hosts: { host: string; port: number }[]
}

export function proxyTarget(
  location: NginxLocation,
  trees: readonly NginxTree[],
  variables: Readonly<Record<string, string>>,
): ProxyTarget | undefined {
  const at = location.scope.own.findLast(({ name, args }) => name === 'proxy_pass' && args.length === 1)
  if (!at) return undefined
  const text = at.args[0]!
  const url = resolve(text, location.scope, variables)
  const parts = url === undefined ? undefined : /^(https?):\/\/(\[[^\]]+\]|[^/:?#]+)(?::(\d+))?/.exec(url)
  if (!parts || /[$<{]/.test(parts[2]!)) return { at, text, hosts: [] }
  const host = parts[2]!
  const servers = upstreamServers(host, trees)
  if (servers) return { at, text, hosts: servers.flatMap((server) => hostOf(resolve(server, undefined, variables))) }
  return { at, text, hosts: [{ host, port: Number(parts[3] ?? (parts[1] === 'https' ? 443 : 80)) }] }
}

/** Variables in variables; more stand for themselves. */
const MAX_NESTING = 5
/** Variables in one text; no address has more. */
const MAX_VARIABLES = 8

/** `$name` by its `set`, `${NAME}` by the variables of the container; nothing when one has no value that is known. */
function resolve(
  text: string,
  scope: NginxScope | undefined,
  variables: Readonly<Record<string, string>>,
  depth = 0,
): string | undefined {
  if (depth > MAX_NESTING || text.split('$').length > MAX_VARIABLES) return undefined
  let isKnown = true
  const resolved = text.replace(/\$\{?(\w+)\}?/g, (written, name: string) => {
    const value = variables[name] ?? (scope && setValue(name, scope))
    const known = value === undefined ? undefined : resolve(value, scope, variables, depth + 1)
    // What follows the authority may well be variable: `http://api$request_uri`.
    if (known === undefined && !/^(request_uri|uri|is_args|args|query_string|\d)$/.test(name)) isKnown = false
    return known ?? written
  })
  return isKnown ? resolved : undefined
}

function setValue(name: string, scope: NginxScope): string | undefined {
  const values = new Set<string>()
  for (let level: NginxScope | undefined = scope; level; level = level.parent) {
    for (const { name: directive, args } of level.own)
      if (directive === 'set' && args[0] === `$${name}` && args[1] !== undefined) values.add(args[1])
  }
  return values.size === 1 ? [...values][0] : undefined
}

function upstreamServers(name: string, trees: readonly NginxTree[]): string[] | undefined {
  for (const { directives } of trees) {
    const levels = [directives, ...directives.flatMap((entry) => (entry.name === 'http' ? [entry.block ?? []] : []))]
    const upstream = levels.flat().find((entry) => entry.name === 'upstream' && entry.args[0] === name)
    if (upstream)
      return (upstream.block ?? []).filter((entry) => entry.name === 'server').flatMap(({ args }) => args[0] ?? [])
  }
  return undefined
}

function hostOf(text: string | undefined): { host: string; port: number }[] {
  const match =
    text === undefined || text.startsWith('unix:') ? undefined : /^(\[[^\]]+\]|[^/:]+)(?::(\d+))?$/.exec(text)
  return match && !/[$<{]/.test(match[1]!) ? [{ host: match[1]!, port: Number(match[2] ?? 80) }] : []
}
