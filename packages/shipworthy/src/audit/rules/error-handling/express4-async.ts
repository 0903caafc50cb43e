import { codeAt, settingAt } from '../../derive/evidence.ts'
import type { HttpApp, Route } from '../../derive/http/route.ts'
import { possibilities, type FunctionValue, type Value } from '../../derive/program/value.ts'
import { unlessWeb } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

const SERVER = (handler: string, before = ''): string =>
  `const app = require('express')()\n${before}app.get('/users', ${handler})\napp.listen(3000)\nasync function load() {}\n`

export default defineRule({
  id: 'error-handling/express4-async',
  catalogue: 'ER03',
  title: 'Async handlers on Express 4 without a wrapper',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'http', 'packages', 'program'],
  tokens: { packages: ['express-async-errors', 'express-async-handler', 'express-promise-router'] },
  why: 'Express 4 does not look at the promise a handler returns. When it rejects, the client waits until it gives up, and Node 15 and later end the whole process.',
  remedies: [
    {
      for: 'express',
      effort: 'M',
      text: 'Upgrade to Express 5, which forwards rejections to the error handler.',
      code: 'npm install express@5',
    },
    {
      for: 'express',
      effort: 'S',
      text: 'Until then, load express-async-errors before the routes.',
      code: "require('express-async-errors')",
    },
  ],
  references: [
    { title: 'Express 5: promise support', url: 'https://expressjs.com/en/guide/migrating-5.html#rejected-promises' },
    {
      title: 'Node.js best practices: async error handling',
      url: 'https://github.com/goldbergyoni/nodebestpractices/blob/master/sections/errorhandling/asyncerrorhandling.md',
    },
  ],
  falsePositives: [
    'Express 5 and every other framework, which wait for the promise.',
    'Handlers inside a wrapper such as asyncHandler.',
    'Handlers whose awaits all stand in try and catch.',
  ],
  examples: [
    {
      name: 'Express 5',
      outcome: 'pass',
      files: project('express@5', { 'server.js': SERVER('async (req, res) => { res.json(await load()) }') }),
    },
    {
      name: 'a wrapper',
      outcome: 'pass',
      files: project('express@4', {
        'server.js': SERVER(
          'wrap(async (req, res) => { res.json(await load()) })',
          'const wrap = (fn) => (req, res, next) => Promise.resolve(fn(req, res, next)).catch(next)\n',
        ),
      }),
    },
    {
      name: 'everything is caught',
      outcome: 'pass',
      files: project('express@4', {
        'server.js': SERVER(
          'async (req, res, next) => { try { res.json(await load()) } catch (error) { next(error) } }',
        ),
      }),
    },
    {
      name: 'express-async-errors',
      outcome: 'pass',
      files: project('express@4 express-async-errors@3', {
        'server.js': `require('express-async-errors')\n${SERVER('async (req, res) => { res.json(await load()) }')}`,
      }),
    },
    {
      name: 'a bare async handler',
      outcome: 'fail',
      line: 2,
      files: project('express@4', { 'server.js': SERVER('async (req, res) => { res.json(await load()) }') }),
    },
    {
      name: 'callbacks only',
      outcome: 'not-applicable',
      files: project('express@4', { 'server.js': SERVER('(req, res) => { res.json([]) }') }),
    },
    {
      name: 'no version is known',
      outcome: 'unknown',
      files: {
        'package.json': '{"private":true,"scripts":{"start":"node server.js"},"dependencies":{"express":"latest"}}',
        'server.js': SERVER('async (req, res) => { res.json(await load()) }'),
      },
    },
  ],
  evaluate({ service, http, packages, program }) {
    const inapplicable = unlessWeb(service)
    if (inapplicable) return inapplicable
    const native = http.apps.find(({ framework }) => framework !== 'express' && framework !== 'node')
    const express = http.apps.filter(({ framework }) => framework === 'express')
    if (express.length === 0) return native ? passNative(native) : notApplicable('no Express application')
    const handlers = http.routes
      .filter((route) => express.some(({ id }) => id === route.app))
      .flatMap((route) => bareHandlers(route).map((fn) => ({ route, fn })))
    const async = handlers.filter(({ fn }) => isAsync(fn))
    const wrapped = handlers.length > 0 && async.length === 0 ? asyncInside(program, http.routes) : false
    if (async.length === 0 && !wrapped) return notApplicable('no async handlers')
    const dependency = packages.dependency('express')
    const major = packages.major('express')
    const version =
      dependency &&
      settingAt(dependency.manifest.path, dependency.dependency.line, `"express": "${dependency.dependency.range}"`)
    if (version && major !== undefined && major >= 5) return pass({ ...version, note: 'Express 5 forwards rejections' })
    const patch = packages.dependency(
      /^(express-async-errors|@awaitjs\/express|express-promise-router|express-yields)$/,
    )
    if (patch && isLoaded(program.modules, patch.name, program))
      return pass(settingAt(patch.manifest.path, patch.dependency.line, patch.name))
    if (major === undefined) return unknown('the version of Express is not stated')
    const findings = async
      .filter(({ fn }) => !isGuarded(fn))
      .map(({ route, fn }): FindingDraft => ({
        message: `${route.method} ${route.path}: a rejection of this handler is handled by nobody`,
        evidence: [codeAt(fn.file, fn.file.functions[fn.index]!.at), codeAt(route.file, route.at)],
      }))
    const good = http.routes.length - findings.length
    return findings.length > 0
      ? fail(findings, Math.max(0, good))
      : pass({ ...version!, note: 'every async handler is wrapped or catches' }, Math.max(1, good))
  },
})

function passNative(app: HttpApp) {
  return pass({ ...codeAt(app.file, app.at), note: 'the framework waits for the promise of a handler' })
}

/** Functions given to the router as they are, route middleware included. */
function bareHandlers(route: Route): FunctionValue[] {
  const values = [
    ...route.middleware.filter(({ level }) => level === 'route').map(({ value }) => value),
    ...(route.handler ? [route.handler] : []),
  ]
  return values.flatMap((value: Value) =>
    possibilities(value).filter((option): option is FunctionValue => option.kind === 'function'),
  )
}

function isAsync({ file, index }: FunctionValue): boolean {
  return file.functions[index]!.async
}

/** Wrapped handlers: a closure over an async function of the project. */
function asyncInside(
  program: { trace: (fn: FunctionValue) => readonly { call: { use: string } }[] },
  routes: readonly Route[],
): boolean {
  return routes
    .slice(0, 40)
    .flatMap(bareHandlers)
    .some((fn) => program.trace(fn).some(({ call }) => call.use === 'await'))
}

function isLoaded(
  modules: ReadonlySet<string>,
  name: string,
  program: { evaluator: { sources: { skim: (path: string) => { specifiers: string[] } | undefined } } },
): boolean {
  return [...modules].some((path) => program.evaluator.sources.skim(path)?.specifiers.includes(name))
}

/** Every await of the handler stands in a try block, or it awaits nothing. */
function isGuarded({ file, index }: FunctionValue): boolean {
  const { catches, throws } = file.functions[index]!
  const awaited = file.calls.filter((call) => call.function === index && call.use === 'await')
  const inside = (at: number): boolean => catches.some(({ from, to }) => at >= from && at <= to)
  return awaited.every(({ at }) => inside(at)) && throws.every(({ at }) => inside(at))
}
