import { classifyPath } from '../../facts/path-class.ts'
import type { SourceStore } from '../../facts/source-store.ts'
import type { PackageManifest } from '../../facts/packages.ts'
import { joinPath } from '../../facts/paths.ts'
import type { Conventions, Execution } from '../execution/execution.ts'
import type { StackResult } from './express-routes.ts'
import { HTTP_METHODS, type HttpApp, type Route } from './route.ts'

export interface NextProject {
  directory: string
  /** Route handlers of the app router. */
  routeFiles: { path: string; url: string }[]
  /** API routes of the pages router. */
  apiFiles: { path: string; url: string }[]
  /** Pages, layouts, middleware and instrumentation: server code that Next loads. */
  otherFiles: string[]
}

const METHOD_EXPORTS = [...HTTP_METHODS]
  .map((method) => method.toUpperCase())
  .filter((method) => method !== 'ALL' && method !== 'DEL')

/** Next.js projects: files whose place in the tree makes them part of the server. */
export function findNextProjects(manifests: readonly PackageManifest[], sources: SourceStore): NextProject[] {
  const projects = manifests
    .filter(
      ({ dependencies, path }) =>
        dependencies['next'] && dependencies['next'].kind !== 'peerDependencies' && !path.startsWith('../'),
    )
    .map(({ directory }) => {
      const project: NextProject = { directory, routeFiles: [], apiFiles: [], otherFiles: [] }
      for (const path of sources.paths) addFile(project, path)
      return project
    })
    .filter(({ routeFiles, apiFiles, otherFiles }) => routeFiles.length + apiFiles.length + otherFiles.length > 0)
  const deployed = projects.filter(({ directory }) => !/^(documentation|example)$/.test(classifyPath(`${directory}/`)))
  return deployed.length > 0 || manifests.length > 1 ? deployed : projects
}

function addFile(project: NextProject, path: string): void {
  for (const root of ['', 'src/']) {
    const base = joinPath(project.directory, root)
    const inside = base === '' ? path : path.startsWith(`${base}/`) ? path.slice(base.length + 1) : undefined
    if (inside === undefined) continue
    const handler = /^app\/(?:(.+)\/)?route\.[cm]?[jt]sx?$/.exec(inside)
    const api = /^pages\/(api(?:\/.+)?)\.[cm]?[jt]sx?$/.exec(inside)
    if (handler) project.routeFiles.push({ path, url: urlOf(handler[1] ?? '') })
    else if (api) project.apiFiles.push({ path, url: urlOf(api[1]!.replace(/\/index$/, '')) })
    else if (
      /^(app\/(.+\/)?(page|layout|template|loading|error|not-found|default|actions?)\.[cm]?[jt]sx?|(middleware|proxy|instrumentation)\.[cm]?[jt]s|pages\/.+\.[jt]sx?)$/.test(
        inside,
      )
    ) {
      project.otherFiles.push(path)
    } else continue
    return
  }
}

/** `(group)` and `@slot` are not in the URL; `[id]` is a parameter, `[...rest]` the rest. */
function urlOf(folder: string): string {
  const parts = folder.split('/').filter((part) => part && !/^\(.*\)$/.test(part) && !part.startsWith('@'))
  return `/${parts.map((part) => part.replace(/^\[\[?\.\.\.(.+?)\]\]?$/, '*').replace(/^\[(.+)\]$/, ':$1')).join('/')}`
}

export function nextConventions(projects: readonly NextProject[]): Conventions {
  const files = projects.flatMap(({ routeFiles, apiFiles }) => [...routeFiles, ...apiFiles])
  const others = projects.flatMap(({ otherFiles }) => otherFiles)
  return {
    modules: [
      ...others.filter((path) => /(instrumentation|middleware|proxy)\./.test(path)),
      ...files.map(({ path }) => path),
      ...others,
    ],
    handlers: [
      ...files.map(({ path }) => ({ path, exports: [...METHOD_EXPORTS, 'default'], caller: 'next.route' })),
      ...others.map((path) => ({
        path,
        exports: ['default', 'register', 'middleware', 'proxy', 'getServerSideProps', 'generateMetadata'],
        caller: 'next.page',
      })),
    ],
  }
}

export function nextRoutes(execution: Execution, projects: readonly NextProject[]): StackResult {
  const apps: HttpApp[] = []
  const routes: Route[] = []
  const { sources } = execution.evaluator
  for (const { directory, routeFiles, apiFiles, otherFiles } of projects) {
    const first = [...routeFiles, ...apiFiles]
      .map(({ path }) => path)
      .concat(otherFiles)
      .map((path) => sources.parse(path))
      .find((file) => file !== undefined)
    if (!first) continue
    const app: HttpApp = {
      framework: 'next',
      id: `next ${directory}`,
      file: first,
      at: 0,
      middleware: [],
      errorHandlers: [],
    }
    apps.push(app)
    for (const path of otherFiles.filter((other) => /(^|\/)(middleware|proxy)\.[cm]?[jt]s$/.test(other))) {
      const file = sources.parse(path)
      const value = ['default', 'middleware', 'proxy']
        .map((name) => execution.evaluator.exported(path, name))
        .find((v) => v.kind === 'function' || v.kind === 'instance')
      if (file && value)
        app.middleware.push({ value, file, at: 0, force: 'on', order: 0, path: '', level: 'application' })
    }
    for (const { path, url } of [...routeFiles, ...apiFiles]) routes.push(...fileRoutes(execution, path, url, app))
  }
  return { apps, routes }
}

function fileRoutes(execution: Execution, path: string, url: string, app: HttpApp): Route[] {
  const file = execution.evaluator.sources.parse(path)
  if (!file) return []
  return file.exports.flatMap(({ name }): Route[] => {
    if (name !== 'default' && !METHOD_EXPORTS.includes(name)) return []
    const handler = execution.evaluator.exported(path, name)
    const at = Math.max(0, file.text.search(name === 'default' ? /export default/ : new RegExp(`\\b${name}\\b`)))
    return [
      {
        framework: 'next',
        method: name === 'default' ? 'ALL' : name,
        path: url,
        exact: true,
        middleware: [...app.middleware],
        handler,
        file,
        at,
        force: 'on',
        order: 0,
        app: app.id,
      },
    ]
  })
}
