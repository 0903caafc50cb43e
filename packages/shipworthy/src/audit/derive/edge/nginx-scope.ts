import type { NginxTree, PlacedDirective } from './nginx-tree.ts'

/** A block of nginx configuration with what is around it. */
export interface NginxScope {
  kind: 'http' | 'server' | 'location' | 'if' | 'limit_except'
  parent?: NginxScope
  /** What stands in the block itself. */
  own: readonly PlacedDirective[]
  /** More may stand in it than is known: an include leads out of the project, or a template decides. */
  isOpen: boolean
  /** The directive that opens it. */
  at: PlacedDirective | undefined
}

export interface NginxServer {
  scope: NginxScope
  at: PlacedDirective
  hasTls: boolean
  names: string[]
  locations: NginxLocation[]
}

export interface NginxLocation {
  scope: NginxScope
  at: PlacedDirective
  server: NginxServer
  modifier: '' | '=' | '~' | '~*' | '^~' | '@'
  /** Prefix, regular expression or name, as written. */
  path: string
}

/**
 * The directives of a name that are in force in a block. `proxy_set_header`, `add_header`, `limit_req` and the others that
 * add up are inherited from the level above only where the level has none of its own; so are all that are set once.
 */
export function effective(
  scope: NginxScope,
  name: string,
): { found: PlacedDirective[]; level?: NginxScope; isOpen: boolean } {
  let isOpen = false
  for (let level: NginxScope | undefined = scope; level; level = level.parent) {
    isOpen ||= level.isOpen
    const found = level.own.filter((directive) => directive.name === name)
    if (found.length > 0) return { found, level, isOpen: level.isOpen || isOpen }
  }
  return { found: [], isOpen }
}

export function nginxServers({ directives }: NginxTree): NginxServer[] {
  const http = directives.filter(({ name }) => name === 'http')
  if (http.length === 0) return serversIn(scopeOf('http', undefined, undefined, directives))
  return http.flatMap((block) => serversIn(scopeOf('http', block, undefined, block.block ?? [])))
}

function serversIn(http: NginxScope): NginxServer[] {
  return http.own
    .filter(({ name, block }) => name === 'server' && block)
    .map((at) => {
      const scope = scopeOf('server', at, http, at.block!)
      const listens = scope.own.filter(({ name }) => name === 'listen')
      const server: NginxServer = {
        scope,
        at,
        hasTls: listens.some(
          ({ args }) => args.includes('ssl') || args.includes('quic') || /(^|:)443$/.test(args[0] ?? ''),
        ),
        names: scope.own.filter(({ name }) => name === 'server_name').flatMap(({ args }) => args),
        locations: [],
      }
      server.locations = locationsIn(scope, server)
      return server
    })
}

/** Locations of a block and those inside them; `if` and `limit_except` count as locations of their own path. */
function locationsIn(parent: NginxScope, server: NginxServer, around?: NginxLocation): NginxLocation[] {
  return parent.own.flatMap((at) => {
    if (!at.block) return []
    if (at.name === 'location') {
      const { modifier, path } = pathOf(at.args)
      const location: NginxLocation = { scope: scopeOf('location', at, parent, at.block), at, server, modifier, path }
      return [location, ...locationsIn(location.scope, server, location)]
    }
    if ((at.name === 'if' || at.name === 'limit_except') && around) {
      const location: NginxLocation = { ...around, scope: scopeOf(at.name, at, parent, at.block), at }
      return [location, ...locationsIn(location.scope, server, location)]
    }
    return []
  })
}

function pathOf(args: readonly string[]): Pick<NginxLocation, 'modifier' | 'path'> {
  const match = /^(=|~\*|~|\^~|@)?(.*)$/s.exec(args[0] ?? '')!
  return { modifier: (match[1] ?? '') as NginxLocation['modifier'], path: args[1] ?? match[2]! }
}

function scopeOf(
  kind: NginxScope['kind'],
  at: PlacedDirective | undefined,
  parent: NginxScope | undefined,
  own: readonly PlacedDirective[],
): NginxScope {
  const isOpen = own.some(({ isMissing, file }) => isMissing || file.isTemplated) || (at?.file.isTemplated ?? false)
  return { kind, own, isOpen, at, ...(parent && { parent }) }
}
