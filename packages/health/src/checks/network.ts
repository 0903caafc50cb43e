import type { HealthCheck } from '../check.ts'
import { refuse } from '../options/read-option.ts'
import { probeTcp, type TcpTarget } from '../probes/tcp.ts'
import { describeError } from '../text/describe-error.ts'
import { remoteCheck, type RemoteOptions } from './parts/remote-check.ts'

export interface NetworkOptions extends RemoteOptions {
  /** `'host:port'`: what this service talks to. Nobody else is ever contacted. */
  hosts: readonly string[]
}

/**
 * Whether the way out works: names resolve and connections are accepted. One host that is away is a warning, all of them are
 * critical; other checks may depend on it.
 *
 * @example
 * network({ name: 'egress', hosts: ['api.stripe.com:443', 'db.internal:5432'] })
 */
export function network(options: NetworkOptions): HealthCheck {
  const { hosts } = options
  if (!Array.isArray(hosts) || hosts.length === 0)
    refuse('network.hosts', "an array such as ['db.internal:5432']", hosts)
  const targets = hosts.map(readTarget)
  return remoteCheck('network', {
    name: 'network',
    options,
    defaults: { timeout: '3s' },
    async run({ signal, timeoutMs, measure }) {
      // A host that hangs must not hide what the others said.
      const limit = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(timeoutMs * 0.8))])
      const ends = await Promise.allSettled(targets.map((target) => probeTcp(target, limit)))
      const faults = ends.flatMap((end, index) =>
        end.status === 'rejected' ? [`${hosts[index]}: ${describeFault(end.reason)}`] : [],
      )
      const reachable = hosts.length - faults.length
      measure('reachable', reachable, 'hosts')
      if (faults.length === 0) return { value: reachable, unit: 'hosts' }
      const status = reachable === 0 ? 'critical' : 'warning'
      return { status, value: reachable, unit: 'hosts', message: faults.join('; ') }
    },
  })
}

function describeFault(error: unknown): string {
  return error instanceof Error && error.name === 'AbortError' ? 'no answer' : describeError(error)
}

function readTarget(host: string, index: number): TcpTarget {
  const path = `network.hosts[${index}]`
  const url = `tcp://${host}`
  const { hostname, port } = URL.canParse(url) ? new URL(url) : { hostname: '', port: '' }
  if (!hostname || !port) refuse(path, "'host:port'", host)
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) }
}
