import type { Evidence } from '../../model/outcome.ts'
import type { ContainersView } from '../containers/containers-view.ts'
import { settingAt } from '../evidence.ts'
import { directiveAt, type EdgeLocation, type EdgeView } from './edge-view.ts'
import { effective } from './nginx-scope.ts'
import type { PlacedDirective } from './nginx-tree.ts'

const INGRESS_LIMIT = /^nginx\.ingress\.kubernetes\.io\/limit-(rps|rpm|connections)$/

/** Where a proxy limits how often a client may call, for every way to the service; nothing when one way is open. */
export function edgeLimits(
  { toService, proxies }: EdgeView,
  { kubernetes }: Pick<ContainersView, 'kubernetes'>,
): Evidence[] | undefined {
  const limits = toService.map((location) => limitIn(location))
  const fromNginx = limits.flatMap((limit) => (limit ? [directiveAt(limit)] : []))
  if (limits.length > 0) return fromNginx.length === limits.length ? unique(fromNginx) : undefined
  const ingresses = kubernetes.filter(({ kind }) => kind === 'Ingress')
  const annotated = ingresses.flatMap(({ path, annotations }) => {
    const name = Object.keys(annotations).find((key) => INGRESS_LIMIT.test(key))
    return name ? [settingAt(path, annotations[name]!.line, `${name}: ${annotations[name]!.value}`)] : []
  })
  const isInFront = proxies.some(({ kind }) => kind === 'ingress')
  return isInFront && annotated.length === ingresses.length ? annotated : undefined
}

/** `limit_req` counts when it is in force in the location and not a dry run. */
function limitIn({ scope }: EdgeLocation): PlacedDirective | undefined {
  const dryRun = effective(scope, 'limit_req_dry_run').found.at(-1)
  return dryRun?.args[0] === 'on' ? undefined : effective(scope, 'limit_req').found[0]
}

/** Response headers that nginx adds on every way to the service, with where. */
export function edgeHeaders({ toService }: EdgeView): Map<string, Evidence> {
  const perLocation = toService.map(
    ({ scope }) =>
      new Map(
        effective(scope, 'add_header').found.map((directive) => [directive.args[0]?.toLowerCase() ?? '', directive]),
      ),
  )
  const [first, ...others] = perLocation
  const shared = [...(first ?? [])].filter(
    ([name, { args }]) => args[1] !== '' && others.every((headers) => headers.has(name)),
  )
  return new Map(shared.map(([name, directive]) => [name, directiveAt(directive)]))
}

function unique(evidence: readonly Evidence[]): Evidence[] {
  const seen = new Set<string>()
  return evidence.filter(({ file, line }) => !seen.has(`${file}:${line}`) && seen.add(`${file}:${line}`))
}
