import type { ClassFact, ClassMember, SourceFile } from '../../facts/source.ts'
import type { Expression } from '../../facts/expression.ts'
import { siteOf, type CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { lastName } from '../program/names.ts'
import type { RecordValue, Value } from '../program/value.ts'
import type { StackResult } from './express-routes.ts'
import { joinRoutePath, pathText, type HttpApp, type Middleware, type Route } from './route.ts'

const METHODS: Record<string, string> = {
  Get: 'GET',
  Post: 'POST',
  Put: 'PUT',
  Patch: 'PATCH',
  Delete: 'DELETE',
  All: 'ALL',
  Head: 'HEAD',
  Options: 'OPTIONS',
  Sse: 'GET',
}
const NEST_APP = '@nestjs/core.NestFactory.create()'
const GLOBAL_PROVIDERS = /^@nestjs\/core\.(APP_GUARD|APP_INTERCEPTOR|APP_FILTER|APP_PIPE)$/

/** NestJS: controllers by their decorators, the global prefix, guards and what `main` puts on the application. */
export function nestRoutes(execution: Execution): StackResult {
  const app = nestApp(execution)
  if (!app) return { apps: [], routes: [] }
  const prefix = globalPrefix(execution)
  const routes: Route[] = []
  for (const file of loadedFiles(execution)) {
    for (const [index, fact] of file.classes.entries()) {
      addGlobalProviders(execution, file, fact, app)
      const controller = decoratorCalled(execution, file, fact.decorators, /^@nestjs\/common\.Controller$/)
      if (controller) routes.push(...controllerRoutes(execution, file, index, controller, prefix, app))
    }
  }
  for (const route of routes) route.middleware = [...app.middleware, ...route.middleware]
  return { apps: [app], routes }
}

function nestApp(execution: Execution): HttpApp | undefined {
  const created = execution.named('create').find(({ name }) => name === '@nestjs/core.NestFactory.create')
  if (!created) return undefined
  const app: HttpApp = {
    framework: 'nest',
    id: 'nest',
    file: created.file,
    at: created.call.at,
    middleware: [],
    errorHandlers: [],
  }
  for (const event of execution.events) {
    if (!event.name.startsWith(`${NEST_APP}.`) || event.phase === 'unseen') continue
    const method = lastName(event.name)
    const value = execution.evaluator.argument(siteOf(event), 0)
    if (method === 'use' && value) app.middleware.push({ ...place(event), value, path: '', level: 'application' })
    if (method === 'useGlobalGuards' && value)
      app.middleware.push({ ...place(event), value, path: '', level: 'application' })
    if (method === 'useGlobalFilters' && value)
      app.errorHandlers.push({ ...place(event), value, path: '', level: 'application' })
    if (method === 'register' && value?.kind === 'external') {
      const plugin = { kind: 'instance', name: `${value.name}()`, id: event.name, call: siteOf(event) } as const
      const options = execution.evaluator.argument(siteOf(event), 1)
      app.middleware.push({
        ...place(event),
        value: plugin,
        path: '',
        level: 'application',
        ...(options && { options }),
      })
    }
  }
  return app
}

function place(event: CallEvent): Pick<Middleware, 'file' | 'at' | 'force' | 'order'> {
  return { file: event.file, at: event.call.nameAt, force: event.force, order: event.order }
}

function loadedFiles(execution: Execution): SourceFile[] {
  const { sources } = execution.evaluator
  return [...execution.modules].flatMap((path) => (sources.skim(path)?.relevant ? (sources.parse(path) ?? []) : []))
}

interface Prefix {
  text: string
  exact: boolean
  excluded: string[]
}

function globalPrefix(execution: Execution): Prefix {
  const event = execution.named('setGlobalPrefix')[0]
  const versioned = execution.named('enableVersioning').length > 0
  if (!event) return { text: '', exact: !versioned, excluded: [] }
  const [value, options] = execution.evaluator.arguments(siteOf(event))
  const path = pathText(value)
  const exclude = options?.kind === 'record' ? options.get('exclude') : undefined
  const excluded = (exclude?.kind === 'list' ? exclude.items() : []).flatMap((item) => {
    const text = pathText(item.kind === 'record' ? item.get('path') : item)?.text
    return text === undefined ? [] : [joinRoutePath('', text)]
  })
  return { text: path?.text ?? '*', exact: !versioned && path?.exact === true && event.force === 'on', excluded }
}

/** Arguments of the first decorator of that name. */
function decoratorCalled(
  execution: Execution,
  file: SourceFile,
  decorators: readonly Expression[],
  name: RegExp,
): readonly Value[] | undefined {
  for (const decorator of decorators) {
    const value = execution.evaluator.evaluate(file, decorator)
    if (value.kind !== 'instance' || !value.call || !name.test(value.name.replace(/\(\)$/, ''))) continue
    return execution.evaluator.arguments(value.call)
  }
  return undefined
}

function controllerRoutes(
  execution: Execution,
  file: SourceFile,
  index: number,
  args: readonly Value[],
  prefix: Prefix,
  app: HttpApp,
): Route[] {
  const fact = file.classes[index]!
  const declared = args[0]?.kind === 'record' ? args[0].get('path') : args[0]
  const bases = textsOf(declared)
  const hasVersion = args[0]?.kind === 'record' && args[0].get('version') !== undefined
  const guards = guardsOf(execution, file, fact.decorators)
  return fact.members.flatMap((member) =>
    methodRoutes(execution, file, member).flatMap(({ method, paths }) =>
      bases.flatMap((base) =>
        paths.map((path): Route => {
          const own = joinRoutePath(base.text, path.text)
          const isExcluded = prefix.excluded.includes(own)
          return {
            framework: 'nest',
            method,
            path: isExcluded ? own : joinRoutePath(prefix.text, own),
            exact: base.exact && path.exact && !hasVersion && (isExcluded || prefix.exact),
            middleware: [...guards, ...guardsOf(execution, file, member.decorators)],
            ...(member.function !== undefined && { handler: methodValue(file, index, member.function) }),
            file,
            at: member.at,
            force: 'on',
            order: member.at,
            app: app.id,
          }
        }),
      ),
    ),
  )
}

function methodValue(file: SourceFile, index: number, fn: number): Value {
  const owner = { kind: 'class', file, index } as const
  return { kind: 'function', file, index: fn, self: { kind: 'object', class: owner, id: `${file.path}#class${index}` } }
}

function methodRoutes(
  execution: Execution,
  file: SourceFile,
  member: ClassMember,
): { method: string; paths: { text: string; exact: boolean }[] }[] {
  return member.decorators.flatMap((decorator) => {
    const value = execution.evaluator.evaluate(file, decorator)
    if (value.kind !== 'instance' || !value.call || !value.name.startsWith('@nestjs/common.')) return []
    const method = METHODS[lastName(value.name)]
    return method ? [{ method, paths: textsOf(execution.evaluator.argument(value.call, 0)) }] : []
  })
}

function textsOf(value: Value | undefined): { text: string; exact: boolean }[] {
  if (!value || (value.kind === 'literal' && value.value === undefined)) return [{ text: '', exact: true }]
  if (value.kind === 'list') return value.items().flatMap(textsOf)
  return [pathText(value) ?? { text: '*', exact: false }]
}

function guardsOf(execution: Execution, file: SourceFile, decorators: readonly Expression[]): Middleware[] {
  return decorators.flatMap((decorator): Middleware[] => {
    const value = execution.evaluator.evaluate(file, decorator)
    if (value.kind !== 'instance' || !value.call) return []
    const shared = {
      file,
      at: file.calls[value.call.call]!.at,
      force: 'on',
      order: 0,
      path: '',
      level: 'route',
    } as const
    if (lastName(value.name) === 'UseGuards' || lastName(value.name) === 'UseInterceptors') {
      return execution.evaluator.arguments(value.call).map((guard) => ({ ...shared, value: guard }))
    }
    // `@Throttle()` and the project's own decorators are kept as they are.
    return [{ ...shared, value }]
  })
}

/** `providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }]` holds for every route. */
function addGlobalProviders(execution: Execution, file: SourceFile, fact: ClassFact, app: HttpApp): void {
  const options = decoratorCalled(execution, file, fact.decorators, /^@nestjs\/common\.Module$/)?.[0]
  if (options?.kind !== 'record') return
  const providers = options.get('providers')
  for (const provider of providers?.kind === 'list' ? providers.items() : []) {
    if (provider.kind !== 'record') continue
    const token = provider.get('provide')
    if (token?.kind !== 'external' || !GLOBAL_PROVIDERS.test(token.name)) continue
    const value = providedValue(provider)
    const at = options.siteOf('providers')?.at ?? fact.at
    const entry: Middleware = { value, file, at, force: 'on', order: 0, path: '', level: 'application' }
    if (token.name.endsWith('APP_FILTER')) app.errorHandlers.push(entry)
    else app.middleware.push(entry)
  }
}

function providedValue(provider: RecordValue): Value {
  return (
    provider.get('useClass') ??
    provider.get('useExisting') ??
    provider.get('useFactory') ??
    provider.get('useValue') ??
    provider
  )
}
