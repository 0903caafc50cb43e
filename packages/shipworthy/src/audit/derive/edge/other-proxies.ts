import type { ComposeService } from '../../facts/containers.ts'
import type { ProjectFacts } from '../../facts/project-facts.ts'
import type { Evidence } from '../../model/outcome.ts'
import type { ContainersView } from '../containers/containers-view.ts'
import { serviceImages } from '../containers/node-images.ts'
import { deploymentClass } from '../entries/deployment-class.ts'
import { settingAt } from '../evidence.ts'
import { matchAddress, type ServiceAddresses } from './service-addresses.ts'

export interface FrontProxy {
  kind: 'nginx' | 'traefik' | 'caddy' | 'ingress'
  evidence: Evidence
}

interface Found {
  proven: FrontProxy[]
  possible: Evidence[]
}

/** Proxies other than nginx: labels for Traefik and Caddy, a Caddyfile, a Kubernetes Ingress. */
export function otherProxies(facts: ProjectFacts, containers: ContainersView, addresses: ServiceAddresses): Found {
  const found = [labelled(containers), caddyfiles(facts, addresses), ingresses(containers)]
  return { proven: found.flatMap(({ proven }) => proven), possible: found.flatMap(({ possible }) => possible) }
}

function labelled(containers: ContainersView): Found {
  const proven = serviceImages(containers)
    .flatMap(({ services }) => services)
    .flatMap(({ file, service }): FrontProxy[] => {
      const kind = labelKind(service)
      return kind ? [{ kind: kind.kind, evidence: settingAt(file.path, kind.line, file.lines[kind.line - 1]) }] : []
    })
  return { proven, possible: [] }
}

function labelKind({ labels, environment }: ComposeService): { kind: FrontProxy['kind']; line: number } | undefined {
  const names = Object.keys(labels)
  const router = names.find((name) => /^traefik\.http\.routers\..+\.rule$/i.test(name))
  if (router && labels['traefik.enable']?.value !== 'false') return { kind: 'traefik', line: labels[router]!.line }
  const caddy = names.find((name) => /^caddy(_\d+)?\.(\d+_)?reverse_proxy$/.test(name))
  if (caddy) return { kind: 'caddy', line: labels[caddy]!.line }
  const host = environment['VIRTUAL_HOST']
  return host?.value ? { kind: 'nginx', line: host.line } : undefined
}

const REVERSE_PROXY = /^\s*(?:reverse_proxy|proxy|to)\s+(.+?)\s*\{?\s*$/

function caddyfiles({ caddyfiles: files }: ProjectFacts, addresses: ServiceAddresses): Found {
  const proven: FrontProxy[] = []
  const possible: Evidence[] = []
  for (const { path, lines } of files.filter((file) => deploymentClass(file.path) === 'production')) {
    for (const [index, line] of lines.entries()) {
      const hosts = REVERSE_PROXY.exec(line)?.[1]?.split(/\s+/) ?? []
      const matches = hosts.flatMap((text) => {
        const match = /^(?:https?:\/\/)?([\w.-]+)?:(\d+)$/.exec(text)
        return match ? [matchAddress(addresses, match[1] ?? 'localhost', Number(match[2]))] : []
      })
      const evidence = settingAt(path, index + 1, line)
      if (matches.includes('proven')) proven.push({ kind: 'caddy', evidence })
      else if (matches.includes('likely') || (hosts.length > 0 && /[{$]/.test(hosts.join('')))) possible.push(evidence)
    }
  }
  return { proven, possible }
}

/** An Ingress beside the workload it belongs to; a template may or may not be rendered. */
function ingresses({ kubernetes, isOrchestrated }: ContainersView): Found {
  const proven: FrontProxy[] = []
  const possible: Evidence[] = []
  for (const { kind, templated, path, line } of kubernetes) {
    if (kind !== 'Ingress') continue
    if (templated || !isOrchestrated) possible.push(settingAt(path, line))
    else proven.push({ kind: 'ingress', evidence: settingAt(path, line, 'kind: Ingress') })
  }
  return { proven, possible }
}
