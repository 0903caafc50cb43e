import { findServices, namesOf, type Service } from './derive/services/find-services.ts'
import { narrowEntries, narrowFacts } from './derive/services/narrow-facts.ts'
import { scopesOf } from './derive/services/service-scope.ts'
import type { Execution } from './derive/execution/execution.ts'
import { createViews, type Views } from './derive/views.ts'
import type { ProjectFacts } from './facts/project-facts.ts'
import type { ProjectReader } from './gather/project/project-reader.ts'
import type { AuditResult, ServiceReport } from './model/roll-up.ts'
import { buildRollUp } from './build-roll-up.ts'
import { gatherFacts, judgeFacts, type AuditOptions } from './run-audit.ts'
import { suggestName } from '../closest-name.ts'
import { ShipworthyError } from '../errors.ts'

export interface ServicesOptions extends AuditOptions {
  /** Services to audit, by name, folder or package name. Left out: all, when there are two or more. */
  services?: readonly string[]
}

/**
 * Audits every service of a project. Facts are gathered once; each service is judged by what is about it. A project with
 * one service or none gives the same report as `runAudit`.
 *
 * @example
 * const result = auditServices('.', { minScore: 80 })
 * for (const { name, report } of 'services' in result ? result.services : []) console.log(name, report.score.value)
 *
 * @throws ShipworthyError `SW_ERR_TARGET_…`, and `SW_ERR_UNKNOWN_SERVICE` for one that is not there.
 */
export function auditServices(target: string | ProjectReader, options: ServicesOptions = {}): AuditResult {
  const startedMs = performance.now()
  const facts = gatherFacts(target, options)
  const whole = createViews(facts)
  const all = servicesOf(facts, whole)
  const chosen = options.services ? choose(options.services, all, facts.name) : all
  const parts = all.length < 2 ? [] : chosen
  const reports = parts.map((part) => reportOf(part, options, parts.length === 1 ? startedMs : performance.now()))
  const settled = parts.length < all.length ? reports.map(withoutOthers) : reports
  const result =
    settled.length === 0
      ? judgeFacts(facts, whole, { ...options, startedMs })
      : settled.length === 1
        ? settled[0]!.report
        : buildRollUp(settled, facts, options, Math.round(performance.now() - startedMs))
  options.onFacts?.(facts)
  return result
}

/** A service with the facts and views that are about it. */
interface Part {
  service: Service
  facts: ProjectFacts
  views: Views
}

function reportOf({ service, facts, views }: Part, options: AuditOptions, startedMs: number): ServiceReport {
  const { name, directory } = service
  return { name, directory: directory || '.', report: judgeFacts(facts, views, { ...options, startedMs, directory }) }
}

/** When only some services are looked at, what others need is neither stale nor cured. */
function withoutOthers({ report, ...service }: ServiceReport): ServiceReport {
  const suppressions = report.suppressions.filter(({ state }) => state !== 'stale')
  const baseline = report.baseline && { baseline: { ...report.baseline, gone: 0 } }
  return { ...service, report: { ...report, suppressions, ...baseline } }
}

/** The packages that listen or consume. A project in which only one is started is not taken apart. */
function servicesOf(facts: ProjectFacts, { entries }: Views): Part[] {
  const started = findServices(facts, entries)
  if (started.length < 2) return started.map((service) => ({ service, facts, views: createViews(facts, { entries }) }))
  const partsOf = (services: readonly Service[], programOf?: (service: Service) => Execution): Part[] =>
    scopesOf(services, facts.packages).map((scope) => {
      const { service } = scope
      const own = narrowFacts(facts, scope, entries)
      const known = { entries: narrowEntries(entries, scope), ...(programOf && { program: programOf(service) }) }
      return { service, facts: own, views: createViews(own, known) }
    })
  const parts = partsOf(started)
  const serving = parts.filter(isServing)
  if (serving.length === parts.length) return parts
  // What is started and serves nothing is no service, and its files belong to nobody. What runs stays what it is.
  const programs = new Map(serving.map(({ service, views }) => [service, views.program]))
  return partsOf([...programs.keys()], (service) => programs.get(service)!)
}

/** A file of a platform (`vercel.json`) also stands beside sites of nothing but files: alone it makes no service here. */
function isServing({ views: { service } }: Part): boolean {
  const { isService, isWeb, serverless } = service
  return isService === true && (isWeb || serverless === undefined || serverless.file?.endsWith('package.json') === true)
}

/** What is judged when a running system is one of the services: the one that was chosen, or the only one there is. */
export function choosePart(
  target: ProjectReader,
  options: ServicesOptions & { whole?: boolean },
): { facts: ProjectFacts; views: Views; directory?: string } {
  const facts = gatherFacts(target, options)
  const views = createViews(facts)
  const all = facts.sourceless || options.whole ? [] : servicesOf(facts, views)
  const chosen = options.services ? choose(options.services, all, facts.name) : all
  const [part] = chosen
  if (chosen.length > 1)
    throw ShipworthyError.of('SW_ERR_SERVICE_NEEDED', {
      project: facts.name,
      services: chosen.map(({ service }) => service.name).join(', '),
    })
  if (!part || all.length < 2) return { facts, views }
  return { facts: part.facts, views: part.views, directory: part.service.directory }
}

function choose(names: readonly string[], parts: readonly Part[], project: string): Part[] {
  return [...new Set(names.map((name) => find(name, parts, project)))]
}

function find(name: string, parts: readonly Part[], project: string): Part {
  const wanted = name.replace(/^\.\/|\/$/g, '')
  const found = parts.find(
    ({ service }) => namesOf(service).includes(wanted) || (wanted === '.' && service.directory === ''),
  )
  if (found) return found
  const names = parts.flatMap(({ service }) => namesOf(service))
  throw ShipworthyError.of('SW_ERR_UNKNOWN_SERVICE', {
    service: `"${name}"`,
    project,
    suggestion: suggestName(wanted, names),
    services: parts.length === 0 ? 'none' : parts.map(({ service }) => service.name).join(', '),
  })
}
