import type { ComposeService } from '../../facts/containers.ts'
import type { ContainersView } from '../containers/containers-view.ts'
import { serviceImages } from '../containers/node-images.ts'
import type { Execution } from '../execution/execution.ts'
import { effectiveText, listenAddress } from '../http/listen-address.ts'
import type { ServiceView } from '../service-view.ts'

/** How others reach the project's own service. */
export interface ServiceAddresses {
  /** Ports it listens on by default; empty when none is known. */
  ports: ReadonlySet<number>
  /** Names of the containers that run it, with the ports each is told to use. */
  containers: ReadonlyMap<string, ReadonlySet<number>>
  /** Names of all containers of the compose files. */
  others: ReadonlySet<string>
}

/** `proven`: one of its containers, or its port on this machine. `likely`: the port fits a name that is not known. */
export type AddressMatch = 'proven' | 'likely' | 'other'

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\]|host\.docker\.internal|172\.17\.0\.1)$/
const NEXT_PORT = 3000

export function serviceAddresses(
  service: ServiceView,
  program: Execution,
  containers: ContainersView,
): ServiceAddresses {
  const ports = new Set<number>()
  for (const event of service.listeners) {
    if (event.force === 'off') continue
    const port = Number(effectiveText(program, listenAddress(program, event).port)?.text)
    if (Number.isInteger(port) && port > 0) ports.add(port)
  }
  if (service.nextProjects.length > 0) ports.add(NEXT_PORT)
  const own = new Map<string, Set<number>>()
  for (const { service: container } of serviceImages(containers).flatMap(({ services }) => services)) {
    for (const name of namesOf(container)) own.set(name, portsOf(container))
  }
  const others = new Set(containers.composeFiles.flatMap(({ services }) => services.flatMap(namesOf)))
  return { ports, containers: own, others }
}

export function matchAddress(
  { ports, containers, others }: ServiceAddresses,
  host: string,
  port: number,
): AddressMatch {
  const told = containers.get(host)
  if (told) return ports.size === 0 || ports.has(port) || told.has(port) ? 'proven' : 'likely'
  if (LOOPBACK.test(host)) return ports.has(port) ? 'proven' : ports.size === 0 ? 'likely' : 'other'
  if (others.has(host)) return 'other'
  return ports.has(port) ? 'likely' : 'other'
}

function namesOf({ name, containerName }: ComposeService): string[] {
  return [name, ...(containerName ? [containerName] : [])]
}

function portsOf({ environment, ports, expose }: ComposeService): Set<number> {
  const told = Object.entries(environment).flatMap(([name, { value }]) =>
    name.endsWith('PORT') ? [Number(value)] : [],
  )
  return new Set([...told, ...expose, ...ports.flatMap(({ target }) => target ?? [])].filter(Number.isInteger))
}
