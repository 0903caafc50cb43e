import type { ProjectFacts } from '../../facts/project-facts.ts'
import type { Evidence } from '../../model/outcome.ts'
import type { ContainersView } from '../containers/containers-view.ts'
import { deploymentClass } from '../entries/deployment-class.ts'
import { settingAt } from '../evidence.ts'
import type { Execution } from '../execution/execution.ts'
import type { ServiceView } from '../service-view.ts'
import { containerPath, nginxMounts } from './nginx-mounts.ts'
import { nginxServers, type NginxLocation } from './nginx-scope.ts'
import { nginxTrees, type PlacedDirective } from './nginx-tree.ts'
import { otherProxies, type FrontProxy } from './other-proxies.ts'
import { proxyTarget, type ProxyTarget } from './proxy-target.ts'
import { matchAddress, serviceAddresses, type AddressMatch, type ServiceAddresses } from './service-addresses.ts'

/** A location of nginx in a configuration that is deployed, as far as its place in the project tells. */
export interface EdgeLocation extends NginxLocation {
  target?: ProxyTarget
  /** Whether it sends requests to the project's own service; `unknown` when a variable decides. */
  leadsToService: AddressMatch | 'unknown'
  /** Where its file is put into a container of nginx; absent when nothing in the project says so. */
  mounted?: Evidence
}

/** What stands between the internet and the service. */
export interface EdgeView {
  locations: EdgeLocation[]
  /** Locations that certainly send requests to the service. */
  toService: EdgeLocation[]
  /** Proxies that certainly stand in front of the service. */
  proxies: FrontProxy[]
  /** Something that looks like a proxy in front, without proof. */
  possibleProxies: Evidence[]
}

export function deriveEdge(
  facts: ProjectFacts,
  views: { service: ServiceView; program: Execution; containers: ContainersView },
): EdgeView {
  const addresses = serviceAddresses(views.service, views.program, views.containers)
  const locations = nginxLocations(facts, addresses)
  const toService = locations.filter(({ leadsToService }) => leadsToService === 'proven')
  const others = otherProxies(facts, views.containers, addresses)
  return {
    locations,
    toService,
    proxies: [...nginxProxies(toService), ...others.proven],
    possibleProxies: [
      ...others.possible,
      ...locations
        .filter(({ leadsToService }) => /likely|unknown/.test(leadsToService))
        .map(({ target }) => directiveAt(target!.at)),
    ],
  }
}

function nginxLocations(facts: ProjectFacts, addresses: ServiceAddresses): EdgeLocation[] {
  if (facts.nginx.length === 0) return []
  const mounts = nginxMounts(facts)
  const trees = nginxTrees(facts.nginx, mounts)
  return trees.flatMap((tree) => {
    const place = containerPath(tree.root.path, mounts)
    if (!place && nginxClass(tree.root.path) !== 'production') return []
    const environment = Object.entries(place?.mount.service?.environment ?? {})
    const variables = Object.fromEntries(
      environment.flatMap(([name, { value }]) => (value === null ? [] : [[name, value]])),
    )
    return nginxServers(tree)
      .flatMap(({ locations }) => locations)
      .map((location) => {
        const target = proxyTarget(location, [tree, ...trees], variables)
        return {
          ...location,
          ...(target && { target }),
          ...(place && { mounted: place.mount.evidence }),
          leadsToService: target ? leadsTo(target, addresses) : 'other',
        }
      })
  })
}

/** The official image keeps what it deploys in `templates`, which elsewhere means an example. */
function nginxClass(path: string): string {
  return deploymentClass(path.replace(/(^|\/)templates?\//g, '$1'))
}

function leadsTo({ hosts }: ProxyTarget, addresses: ServiceAddresses): EdgeLocation['leadsToService'] {
  if (hosts.length === 0) return 'unknown'
  const matches = hosts.map(({ host, port }) => matchAddress(addresses, host, port))
  if (matches.every((match) => match === 'proven')) return 'proven'
  return matches.some((match) => match !== 'other') ? 'likely' : 'other'
}

function nginxProxies(toService: readonly EdgeLocation[]): FrontProxy[] {
  const [first] = toService
  return first ? [{ kind: 'nginx', evidence: directiveAt(first.target!.at) }] : []
}

/** Evidence at a directive of nginx. */
export function directiveAt({ file, line }: PlacedDirective, note?: string): Evidence {
  return settingAt(file.path, line, file.lines[line - 1], note)
}
