import { absence, callAt, settingAt } from '../../derive/evidence.ts'
import { packageOfName } from '../../derive/program/names.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, pass, unknown } from '../rule.ts'

const TRACKERS =
  /^(@sentry\/(?!cli|webpack|vite|types|esbuild|rollup|react$|vue|browser).+|raven|dd-trace|newrelic|elastic-apm-node|@opentelemetry\/(sdk|auto|exporter|instrumentation).+|@bugsnag\/(js|node|plugin-express)|bugsnag|rollbar|@honeybadger-io\/js|airbrake-js|@airbrake\/node|raygun|raygun4node|@appsignal\/nodejs|applicationinsights|@google-cloud\/error-reporting|@google-cloud\/trace-agent|@highlight-run\/.+|@axiomhq\/.+|@hyperdx\/node-opentelemetry|@logtail\/node|@pydantic\/logfire-node|@dynatrace\/.+|instana|@instana\/collector|appdynamics|@vercel\/otel|@baselime\/node-opentelemetry|@ntegral\/nestjs-sentry|nestjs-otel|nestjs-raven)$/
const STARTS =
  /(init|initialize|start|setup|configure|install|NodeSDK|registerOTel|registerInstrumentations|NodeTracerProvider|forRoot(Async)?|autoInstrument\w*|addTracing|handleUncaughtExceptions|Rollbar|tracer|BasicTracerProvider)$/i

export default defineRule({
  id: 'error-handling/tracker-missing',
  catalogue: 'ER13',
  title: 'No error tracker or tracing',
  severity: 'info',
  confidence: 'structural',
  needs: ['service', 'packages', 'program', 'entries'],
  tokens: {
    packages: [
      '@sentry/*',
      'raven',
      'dd-trace',
      'newrelic',
      'elastic-apm-node',
      '@opentelemetry/*',
      '@bugsnag/*',
      'bugsnag',
      'rollbar',
      '@honeybadger-io/js',
      '@airbrake/node',
      'raygun',
      '@appsignal/nodejs',
      'applicationinsights',
      '@google-cloud/error-reporting',
      '@highlight-run/*',
      '@hyperdx/node-opentelemetry',
      '@instana/collector',
      '@vercel/otel',
      '@ntegral/nestjs-sentry',
    ],
  },
  why: 'Errors that only go to a log are found by users first. A tracker groups them, counts them and says in which release they began.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Start an error tracker or OpenTelemetry before anything else is loaded.',
      code: "// instrument.js, loaded with node --import ./instrument.js\nimport * as Sentry from '@sentry/node'\nSentry.init({ dsn: process.env.SENTRY_DSN })",
    },
  ],
  references: [
    { title: 'OpenTelemetry: Node.js', url: 'https://opentelemetry.io/docs/languages/js/getting-started/nodejs/' },
    {
      title: 'Mercari production readiness checklist',
      url: 'https://github.com/mercari/production-readiness-checklist',
    },
  ],
  falsePositives: [
    'An agent that the platform injects leaves no trace in the repository: hence information only.',
    'A tracker that starts only when its DSN is set counts as wired in.',
  ],
  examples: [
    {
      name: 'Sentry behind its DSN',
      outcome: 'pass',
      files: project('express@5 @sentry/node@9', {
        'server.js':
          "const Sentry = require('@sentry/node')\nif (process.env.SENTRY_DSN) Sentry.init({ dsn: process.env.SENTRY_DSN })\nrequire('express')().listen(3000)\n",
      }),
    },
    {
      name: 'loaded by the start command',
      outcome: 'pass',
      files: {
        'package.json':
          '{"private":true,"scripts":{"start":"node -r dd-trace/init server.js"},"dependencies":{"dd-trace":"^5.0.0","express":"^5.0.0"}}',
        'server.js': "require('express')().listen(3000)\n",
      },
    },
    {
      name: 'none',
      outcome: 'fail',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
    {
      name: 'a dependency nobody starts',
      outcome: 'fail',
      says: 'present',
      files: project('express@5 @sentry/node@9', { 'server.js': "require('express')().listen(3000)\n" }),
    },
    {
      name: 'a library',
      outcome: 'not-applicable',
      files: {
        'package.json': '{"name":"left-pad","main":"index.js"}',
        'index.js': 'module.exports = (text) => text\n',
      },
    },
    {
      name: 'no entry point',
      outcome: 'unknown',
      files: {
        'package.json': '{"private":true,"scripts":{"start":"company-runner"},"dependencies":{"express":"^5.0.0"}}',
        'lib/thing.js': "module.exports = require('express')\n",
      },
    },
  ],
  evaluate({ service, packages, program, entries }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const dependencies = packages.dependencies(TRACKERS)
    const started = program
      .ofPackages(TRACKERS)
      .find(({ name, force }) => force !== 'off' && STARTS.test(name.replace(/\(\)$/, '').split(/[./]/).at(-1)!))
    if (started) return pass(callAt(started))
    const imported = [...program.modules]
      .map((path) => ({
        path,
        specifier: program.evaluator.sources.skim(path)?.specifiers.find((s) => TRACKERS.test(packageOfName(s))),
      }))
      .find(({ specifier }) => specifier)
    const preload = entries.entries.find(
      ({ command }) => command && dependencies.some(({ name }) => command.text.includes(name)),
    )
    if (preload?.command) return pass(settingAt(preload.command.file, preload.command.line, preload.command.text))
    if (imported) {
      const file = program.evaluator.sources.parse(imported.path)
      const entry = file?.imports.find(({ specifier }) => specifier === imported.specifier)
      if (file && entry) return pass(callAt({ file, call: { nameAt: entry.at } as never }))
    }
    const [unused] = dependencies
    if (unused)
      return fail([
        {
          message: `${unused.name} is present, but nothing that production loads starts it`,
          evidence: [
            settingAt(unused.manifest.path, unused.dependency.line, `"${unused.name}": "${unused.dependency.range}"`),
          ],
        },
      ])
    if (!service.hasEntry) return unknown('no entry point was found')
    return fail([
      {
        message: 'nothing collects errors or traces',
        evidence: [
          absence(
            `no error tracker among ${packages.manifests.length} package.json files`,
            packages.root && settingAt(packages.root.path, 1),
          ),
        ],
      },
    ])
  },
})
