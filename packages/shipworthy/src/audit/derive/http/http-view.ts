import { classifyPath } from '../../facts/path-class.ts'
import { folderOf, joinPath } from '../../facts/paths.ts'
import type { Execution } from '../execution/execution.ts'
import { siteOf } from '../execution/call-event.ts'
import { stackRoutes } from './express-routes.ts'
import { fastifyRoutes } from './fastify-routes.ts'
import { nestRoutes } from './nest-routes.ts'
import { nextRoutes, type NextProject } from './next-routes.ts'
import { nodeRoutes } from './node-routes.ts'
import type { HttpView } from './route.ts'

/** Every HTTP application of the project with its routes and what runs before them. */
export function deriveHttp(execution: Execution, nextProjects: readonly NextProject[]): HttpView {
  const results = [
    stackRoutes(execution),
    fastifyRoutes(execution),
    nestRoutes(execution),
    nextRoutes(execution, nextProjects),
    nodeRoutes(execution),
  ]
  const apps = results.flatMap((result) => result.apps)
  const routes = results.flatMap((result) => result.routes)
  const openReasons = reasonsToDoubt(execution)
  const sizeOf = new Map(apps.map(({ id }) => [id, routes.filter((route) => route.app === id).length]))
  // The first one speaks for the service.
  apps.sort((a, b) => sizeOf.get(b.id)! - sizeOf.get(a.id)!)
  return { apps, routes, open: openReasons.length > 0, openReasons }
}

/** Ways to register routes that leave no trace in the code that was read. */
function reasonsToDoubt(execution: Execution): string[] {
  const reasons = new Set<string>(
    execution.entries.flatMap(({ file }) => (file ? missingImports(execution, file) : [])),
  )
  for (const event of execution.events) {
    if (event.phase !== 'boot') continue
    const receiver = event.callee.kind === 'external' ? event.callee.receiver : undefined
    if (
      !receiver ||
      receiver.kind !== 'instance' ||
      !/^(express\(\)|express\.Router\(\)|koa\(\)|fastify\(\))$/.test(receiver.name)
    )
      continue
    if (!/\.(use|register)$/.test(event.name)) continue
    const args = execution.evaluator.arguments(siteOf(event))
    if (args.some((value) => value.kind === 'unknown'))
      reasons.add('something mounted on the application could not be followed')
  }
  return [...reasons]
}

/** An entry point that a build puts beside its output imports files that only the build makes. */
function missingImports({ evaluator }: Execution, path: string): string[] {
  const imports = evaluator.sources.parse(path)?.imports ?? []
  const missing = imports.find(
    ({ kind, resolved, specifier }) =>
      kind !== 'type' &&
      !resolved &&
      LOCAL_CODE.test(specifier) &&
      classifyPath(joinPath(folderOf(path), specifier)) !== 'generated',
  )
  return missing ? [`${path} loads ${missing.specifier}, which is not in the repository`] : []
}

const LOCAL_CODE = /^\.\.?\/(?!.*\.(json|css|svg|png|html|graphql|node|wasm|txt|md|ya?ml)$)/
