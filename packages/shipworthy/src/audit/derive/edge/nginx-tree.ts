import type { NginxDirective, NginxFile } from '../../facts/nginx.ts'
import { folderOf, joinPath } from '../../facts/paths.ts'
import { containerPath, type NginxMount } from './nginx-mounts.ts'

/** A directive with the file it stands in; includes have been replaced by what they include. */
export interface PlacedDirective extends Omit<NginxDirective, 'block'> {
  file: NginxFile
  block?: PlacedDirective[]
  /** An `include` of something that is not part of the project. */
  isMissing?: boolean
}

/** A configuration as nginx starts with it: a file with `http`, or server blocks that a stock nginx.conf includes. */
export interface NginxTree {
  root: NginxFile
  directives: PlacedDirective[]
  files: ReadonlySet<NginxFile>
}

const MAX_INCLUDES = 10
/** Directives of one configuration; files that include each other through `*.conf` would multiply without end. */
const MAX_DIRECTIVES = 20_000

/** Debian's proxy_params, which many include and few keep in their repository. */
const PROXY_PARAMS: readonly [string, string][] = [
  ['Host', '$http_host'],
  ['X-Real-IP', '$remote_addr'],
  ['X-Forwarded-For', '$proxy_add_x_forwarded_for'],
  ['X-Forwarded-Proto', '$scheme'],
]
/** Files that come with nginx or certbot and hold nothing a rule asks for. */
const STOCK =
  /(^|\/)(mime\.types|(fastcgi|uwsgi|scgi)(_params|\.conf)|koi-\w+|win-utf|options-ssl-nginx\.conf|ssl-dhparams\.pem|modules-enabled\/\*\.conf|fastcgi-php\.conf)$/
/** Patterns that match nothing are no error for nginx; sites come through these, directives of a block rarely do. */
const SITES = /\/(conf\.d|sites-enabled|http\.d)\/\*/

export function nginxTrees(files: readonly NginxFile[], mounts: readonly NginxMount[]): NginxTree[] {
  const search = createSearch(files, mounts)
  const mains = files.filter((file) => holds(file, 'http')).map((file) => grow(file, search))
  const included = new Set(mains.flatMap((tree) => [...tree.files]))
  const sites = files.filter((file) => !included.has(file) && holds(file, 'server'))
  return [...mains, ...sites.map((file) => grow(file, search))]
}

function holds({ directives }: NginxFile, block: string): boolean {
  return directives.some(({ name }) => name === block)
}

type Search = (pattern: string, from: NginxFile, root: NginxFile) => NginxFile[]

function grow(root: NginxFile, search: Search): NginxTree {
  const files = new Set([root])
  let count = 0

  function expand(file: NginxFile, list: readonly NginxDirective[], chain: readonly NginxFile[]): PlacedDirective[] {
    return list.flatMap(({ block, ...rest }): PlacedDirective[] => {
      const directive: PlacedDirective = { ...rest, file }
      if (++count > MAX_DIRECTIVES) return []
      if (rest.name === 'include' && rest.args.length === 1) return include(directive, chain)
      return [block ? { ...directive, block: expand(file, block, chain) } : directive]
    })
  }

  function include(directive: PlacedDirective, chain: readonly NginxFile[]): PlacedDirective[] {
    const pattern = directive.args[0]!
    const found = search(pattern, directive.file, root).filter((other) => !chain.includes(other))
    for (const other of found) files.add(other)
    if (found.length > 0 && chain.length <= MAX_INCLUDES && count < MAX_DIRECTIVES)
      return found.flatMap((other) => expand(other, other.directives, [...chain, other]))
    if (/(^|\/)proxy_params$/.test(pattern))
      return PROXY_PARAMS.map((args) => ({ ...directive, name: 'proxy_set_header', args: [...args] }))
    return STOCK.test(pattern) || SITES.test(`/${pattern}`) ? [] : [{ ...directive, isMissing: true }]
  }

  return { root, directives: expand(root, root.directives, [root]), files }
}

/** Finds what an include means: where files stand in the container, else beside the including file or the main one. */
function createSearch(files: readonly NginxFile[], mounts: readonly NginxMount[]): Search {
  const places = new Map(files.map((file) => [file, containerPath(file.path, mounts)?.path ?? '']))
  return (pattern, from, root) => {
    const inContainer = globPattern(pattern.startsWith('/') ? pattern : `/etc/nginx/${pattern}`)
    const mounted = files.filter((file) => inContainer.test(places.get(file)!))
    if (mounted.length > 0) return mounted
    const relative = pattern.replace(/^\/(etc|usr\/local\/openresty|usr\/local)\/nginx\/(conf\/)?/, '')
    if (relative.startsWith('/')) return []
    const folders = [folderOf(from.path), folderOf(root.path), folderOf(folderOf(root.path))]
    for (const folder of folders) {
      const wanted = globPattern(joinPath(folder, relative))
      const matches = files.filter(({ path }) => wanted.test(path) || wanted.test(path.replace(TEMPLATE_ENDING, '')))
      if (matches.length > 0) return matches
    }
    return []
  }
}

const TEMPLATE_ENDING = /\.(template|tmpl|tpl|j2)$/

function globPattern(glob: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]')
  return new RegExp(`^${source}$`)
}
