import type { Expression } from '../../facts/expression.ts'
import type { SourceFile } from '../../facts/source.ts'
import { siteOf } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { isNode } from '../program/file-index.ts'
import type { FunctionValue } from '../program/value.ts'
import type { StackResult } from './express-routes.ts'
import type { HttpApp, Route } from './route.ts'

/** Plain `http.createServer((req, res) => …)`: routes are the paths that `req.url` is compared with. */
export function nodeRoutes(execution: Execution): StackResult {
  const apps: HttpApp[] = []
  const routes: Route[] = []
  for (const event of execution.named('createServer')) {
    if (!/^https?\.createServer$/.test(event.name) || event.phase === 'unseen') continue
    const handler = execution.evaluator
      .arguments(siteOf(event))
      .find((value): value is FunctionValue => value.kind === 'function')
    if (!handler) continue
    const id = `node ${event.file.path}#${event.callIndex}`
    apps.push({ framework: 'node', id, file: event.file, at: event.call.at, middleware: [], errorHandlers: [] })
    for (const { path, at, exact, file } of comparedPaths(execution, handler)) {
      routes.push({
        framework: 'node',
        method: 'ALL',
        path,
        exact,
        middleware: [],
        handler,
        file,
        at,
        force: event.force,
        order: event.order,
        app: id,
      })
    }
  }
  return { apps, routes }
}

function comparedPaths(
  execution: Execution,
  handler: FunctionValue,
): { path: string; at: number; exact: boolean; file: SourceFile }[] {
  const functions = [
    handler,
    ...execution.trace(handler).flatMap(({ callee }) => (callee.kind === 'function' ? [callee] : [])),
  ]
  return functions.flatMap(({ file, index }) => {
    const { at, end } = file.functions[index]!
    return file.guards
      .filter((guard) => guard.at >= at && guard.at <= end && guard.test !== undefined && guard.holds)
      .flatMap((guard) => pathsIn(file, guard.test!).map((found) => ({ ...found, at: guard.at, file })))
  })
}

function pathsIn(file: SourceFile, test: Expression): { path: string; exact: boolean }[] {
  if (!isNode(test)) return []
  if (test.type === 'logical') return [...pathsIn(file, test.left), ...pathsIn(file, test.right)]
  if (test.type === 'binary' && /^={2,3}$/.test(test.operator)) {
    const text = typeof test.left === 'string' ? test.left : test.right
    const other = typeof test.left === 'string' ? test.right : test.left
    return typeof text === 'string' && text.startsWith('/') && isUrl(other) ? [{ path: text, exact: true }] : []
  }
  if (test.type === 'call') {
    const { callee, args } = file.calls[test.call]!
    const text = args[0]
    const isStart =
      isNode(callee) && callee.type === 'member' && callee.property === 'startsWith' && isUrl(callee.object)
    return isStart && typeof text === 'string' && text.startsWith('/') ? [{ path: text, exact: false }] : []
  }
  return []
}

function isUrl(expression: Expression): boolean {
  if (!isNode(expression)) return false
  if (expression.type === 'identifier') return /^(url|path|pathname|route)$/i.test(expression.name)
  return expression.type === 'member' && /^(url|pathname|path|originalUrl)$/.test(expression.property)
}
