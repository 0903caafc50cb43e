import { absence, callAt, codeAt } from '../../derive/evidence.ts'
import type { Execution } from '../../derive/execution/execution.ts'
import { handlerFunctions } from '../../derive/http/handler-functions.ts'
import type { HttpApp, HttpView } from '../../derive/http/route.ts'
import { isNode } from '../../derive/program/file-index.ts'
import type { Evidence } from '../../model/outcome.ts'
import { unlessWeb } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const EXPRESS =
  "const express = require('express')\nconst app = express()\napp.get('/', (req, res) => res.send('ok'))\n"
const KOA_LIBRARIES = /^koa-(error|onerror|json-error|better-error-handler|error-handler|boom)\b/

export default defineRule({
  id: 'error-handling/no-central-handler',
  catalogue: 'ER01',
  title: 'No central error handler',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'http', 'program'],
  tokens: { words: ['onerror', 'onError', 'setErrorHandler'] },
  why: 'Without one place that turns errors into answers, each route does it its own way: clients get HTML where they expect JSON, internals leak, and nobody logs or counts what failed.',
  remedies: [
    {
      for: 'express',
      effort: 'S',
      text: 'Mount middleware with four parameters after all routes.',
      code: "app.use((error, req, res, next) => {\n  req.log.error(error)\n  res.status(error.status ?? 500).json({ error: 'Something went wrong' })\n})",
    },
    {
      for: 'koa',
      effort: 'S',
      text: 'Catch errors in the first middleware.',
      code: "app.use(async (ctx, next) => {\n  try { await next() } catch (error) {\n    ctx.status = error.status ?? 500\n    ctx.body = { error: 'Something went wrong' }\n    ctx.app.emit('error', error, ctx)\n  }\n})",
    },
    {
      for: 'hono',
      effort: 'S',
      text: 'Set onError.',
      code: "app.onError((error, c) => c.json({ error: 'Something went wrong' }, 500))",
    },
  ],
  references: [
    { title: 'Express: error handling', url: 'https://expressjs.com/en/guide/error-handling.html' },
    { title: 'OWASP ASVS 5.0, V16.5', url: 'https://github.com/OWASP/ASVS/tree/v5.0.0' },
  ],
  falsePositives: [
    'Fastify, Nest and Next.js have one built in.',
    'Handlers in other files, mounted through functions or classes.',
    'Koa applications that set `context.onerror` or use koa-error.',
  ],
  examples: [
    {
      name: 'an application of a package, which handles the errors of its own routes',
      outcome: 'unknown',
      files: project('express@5 backend-in-a-box@1', {
        'server.mjs':
          "import express from 'express'\nimport { Backend } from 'backend-in-a-box'\nconst app = express()\nconst backend = new Backend()\napp.use('/api', backend.app)\napp.listen(3000)\n",
      }),
    },
    {
      name: 'Express middleware with four parameters',
      outcome: 'pass',
      line: 4,
      files: project('express@5', {
        'server.js': `${EXPRESS}app.use((error, req, res, next) => res.status(500).json({}))\napp.listen(3000)\n`,
      }),
    },
    {
      name: 'Fastify has one',
      outcome: 'pass',
      files: project('fastify@5', {
        'server.js': "const app = require('fastify')()\napp.get('/', async () => 'ok')\napp.listen({ port: 3000 })\n",
      }),
    },
    {
      name: 'Koa: the first middleware catches',
      outcome: 'pass',
      files: project('koa@3', {
        'server.js':
          "const Koa = require('koa')\nconst app = new Koa()\napp.use(async (ctx, next) => { try { await next() } catch (error) { ctx.status = 500 } })\napp.listen(3000)\n",
      }),
    },
    {
      name: 'Express without one',
      outcome: 'fail',
      line: 2,
      files: project('express@5', { 'server.js': `${EXPRESS}app.listen(3000)\n` }),
    },
    {
      name: 'mounted before the routes',
      outcome: 'fail',
      says: 'before',
      files: project('express@5', {
        'server.js':
          "const express = require('express')\nconst app = express()\napp.use((error, req, res, next) => res.status(500).json({}))\napp.get('/', (req, res) => res.send('ok'))\napp.listen(3000)\n",
      }),
    },
    {
      name: 'a worker',
      outcome: 'not-applicable',
      files: project('bullmq@5', {
        'worker.js': "const { Worker } = require('bullmq')\nnew Worker('mail', async () => {})\n",
      }),
    },
    {
      name: 'middleware that cannot be followed',
      outcome: 'unknown',
      files: project('express@5', {
        'server.js': `${EXPRESS}const plugins = { get last() { return globalThis.last } }\napp.use(plugins.last)\napp.listen(3000)\n`,
      }),
    },
  ],
  evaluate({ service, http, program }) {
    const inapplicable = unlessWeb(service)
    if (inapplicable) return inapplicable
    const apps = http.apps.filter(({ framework }) => framework !== 'node')
    if (apps.length === 0) return notApplicable('plain node:http, where each handler answers for itself')
    const found: Evidence[] = []
    const missing: { app: HttpApp; message: string; evidence: Evidence[] }[] = []
    for (const app of apps) {
      const handler = handlerOf(program, http, app)
      if ('evidence' in handler && handler.ok) found.push(handler.evidence)
      else if (!handler.ok) missing.push({ app, message: handler.message, evidence: handler.at })
    }
    if (missing.length === 0) return pass(found, found.length)
    // An application mounted by reflection or a second, smaller one is not worth a finding when the main one has a handler.
    if (found.length > 0 && missing.every(({ app }) => routesOf(http, app) <= 2)) return pass(found, found.length)
    if (http.open) return unknown(`no error handler was found, but ${http.openReasons.join(' and ')}`)
    if (http.routes.length === 0) return unknown('no route was found whose errors it would have to handle')
    return fail(
      missing.map(({ message, evidence }) => ({ message, evidence })),
      found.length,
    )
  },
})

type Found = { ok: true; evidence: Evidence } | { ok: false; message: string; at: Evidence[] }

function handlerOf(program: Execution, http: HttpView, app: HttpApp): Found {
  const anchor = codeAt(app.file, app.at)
  if (app.framework === 'nest' || app.framework === 'next')
    return {
      ok: true,
      evidence: {
        ...anchor,
        note: `${app.framework === 'nest' ? 'NestJS' : 'Next.js'} turns errors into answers itself`,
      },
    }
  const handlers = app.errorHandlers.filter(({ force }) => force !== 'off')
  if (app.framework === 'fastify') {
    const [own] = handlers
    return {
      ok: true,
      evidence: own ? codeAt(own.file, own.at) : { ...anchor, note: "Fastify's default error handler" },
    }
  }
  if (app.framework === 'koa') return koaHandler(program, app, anchor)
  if (app.framework === 'hono') {
    const event = program
      .named('onError')
      .find(({ name, force }) => name.startsWith('hono') || (name.includes('Hono') && force !== 'off'))
    return event
      ? { ok: true, evidence: callAt(event) }
      : { ok: false, message: 'no onError handler', at: [absence('nothing calls onError', anchor)] }
  }
  const instance = app.middleware.find(
    ({ value, force }) =>
      force !== 'off' &&
      value.kind === 'instance' &&
      /error-?handler|celebrate|strong-error-handler|express-http-problem|Sentry.*(errorHandler|setupExpressErrorHandler)|api-error-handler/i.test(
        value.name,
      ),
  )
  const [last] = handlers.toReversed()
  const routes = http.routes.filter((route) => route.app === app.id)
  const unseen = last ? routes.filter(({ order, file }) => order > last.order && file === last.file) : []
  if (instance && (!last || instance.order > last.order))
    return { ok: true, evidence: codeAt(instance.file, instance.at) }
  if (last && unseen.length > routes.length / 2)
    return {
      ok: false,
      message: 'the error handler is mounted before the routes: it never sees their errors',
      at: [codeAt(last.file, last.at)],
    }
  if (last) return { ok: true, evidence: codeAt(last.file, last.at) }
  if (instance) return { ok: true, evidence: codeAt(instance.file, instance.at) }
  return {
    ok: false,
    message: 'no middleware with four parameters is mounted after the routes',
    at: [absence(`${routesOf(http, app)} routes, ${app.middleware.length} middleware`, anchor)],
  }
}

function routesOf(http: HttpView, app: HttpApp): number {
  return http.routes.filter((route) => route.app === app.id).length
}

function koaHandler(program: Execution, app: HttpApp, anchor: Evidence): Found {
  for (const { value, file, at, force } of app.middleware) {
    if (force === 'off') continue
    if (value.kind === 'instance' && KOA_LIBRARIES.test(value.name)) return { ok: true, evidence: codeAt(file, at) }
    if (handlerFunctions(program, value).some((fn) => catchesNext(fn.file, fn.index)))
      return { ok: true, evidence: codeAt(file, at) }
  }
  const library = program.matching(KOA_LIBRARIES).find(({ force }) => force !== 'off')
  if (library) return { ok: true, evidence: callAt(library) }
  const assigned = contextOnError(program)
  return assigned
    ? { ok: true, evidence: assigned }
    : {
        ok: false,
        message: 'no middleware catches what the others throw',
        at: [absence(`${app.middleware.length} middleware`, anchor)],
      }
}

/** `try { await next() } catch …` */
function catchesNext(file: HttpApp['file'], index: number): boolean {
  const fn = file.functions[index]!
  return fn.catches.some(({ from, to }) =>
    file.calls.some(
      ({ callee, at }) =>
        at >= from && at <= to && isNode(callee) && callee.type === 'identifier' && callee.name === 'next',
    ),
  )
}

/** `app.context.onerror = function (error) { … }` */
function contextOnError(program: Execution): Evidence | undefined {
  for (const path of program.modules) {
    const file = program.evaluator.sources.skim(path)?.relevant ? program.evaluator.sources.parse(path) : undefined
    const assignment = file?.assignments.find(
      ({ target }) => isNode(target) && target.type === 'member' && target.property === 'onerror',
    )
    if (file && assignment) return codeAt(file, assignment.at)
  }
  return undefined
}
