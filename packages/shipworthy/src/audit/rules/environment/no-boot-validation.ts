import { endsNearby } from '../../derive/ends-nearby.ts'
import { isProcessEnv } from '../../derive/is-process-env.ts'
import { stopsOf } from '../../derive/stops-of.ts'
import { absence, callAt, codeAt } from '../../derive/evidence.ts'
import { siteOf, type CallEvent } from '../../derive/execution/call-event.ts'
import type { Execution } from '../../derive/execution/execution.ts'
import { guardChain } from '../../derive/program/guards.ts'
import { isNode } from '../../derive/program/file-index.ts'
import type { Value } from '../../derive/program/value.ts'
import type { Evidence } from '../../model/outcome.ts'
import type { Expression } from '../../facts/expression.ts'
import type { SourceFile } from '../../facts/source.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

/** Calls that check the whole environment and end the start when it is wrong. */
const VALIDATES =
  /^(envalid\.(cleanEnv|customCleanEnv)|env-schema(\.envSchema)?|@t3-oss\/env-(core|nextjs)\.createEnv|dotenv-safe(\.config)?|dotenv-extended\.load|znv\.parseEnv|convict\(\)\.validate|env-var\..*\.required\(\)\..*|@julr\/vine-env.*|@adonisjs\/env.*\.create|require-env|envsafe\.envsafe|ts-dotenv\.load|@dotenv-run.*|@lifeomic\/attempt)$/
const PARSES =
  /^(zod|valibot|yup|superstruct|arktype|joi|@hapi\/joi|ajv|@sinclair\/typebox|typebox|runtypes|io-ts|effect)\b.*\.(parse|parseAsync|safeParse|safeParseAsync|validate|validateSync|attempt|assert|Check|Decode|Parse|cast|validateAsync)$/
const CLASS_VALIDATES = /^class-validator\.(validate|validateSync|validateOrReject)$/
const SAFE = /\.(safeParse|safeParseAsync|validate|Check)$/

const APP = "require('express')().listen(3000)\n"

export default defineRule({
  id: 'environment/no-boot-validation',
  catalogue: 'EN08',
  title: 'Configuration is not checked at start',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'program', 'environment', 'http'],
  tokens: {
    packages: [
      'envalid',
      'convict',
      'env-schema',
      '@fastify/env',
      '@t3-oss/*',
      'dotenv-safe',
      'env-var',
      'znv',
      'envsafe',
      '@nestjs/config',
    ],
    words: ['process.env'],
  },
  why: 'A missing or mistyped variable should stop the deploy. Unchecked, it becomes `undefined` in a connection string and fails later, for a user, in a place that says nothing of the cause.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Parse the environment with a schema in one module, and read it from there only.',
      code: 'export const env = z.object({\n  DATABASE_URL: z.string().url(),\n  PORT: z.coerce.number().default(3000),\n}).parse(process.env)',
    },
    {
      for: 'nest',
      effort: 'S',
      text: 'Give ConfigModule a schema.',
      code: 'ConfigModule.forRoot({ validationSchema })',
    },
  ],
  references: [
    { title: 'The Twelve-Factor App: III. Config', url: 'https://12factor.net/config' },
    { title: 'envalid', url: 'https://github.com/af/envalid' },
  ],
  falsePositives: [
    'Hand-written checks that throw or exit.',
    'Schemas of any of the common libraries, @fastify/env and ConfigModule among them.',
  ],
  examples: [
    {
      name: 'a zod schema',
      outcome: 'pass',
      line: 2,
      files: project('express@5 zod@4', {
        'server.js': `const { z } = require('zod')\nconst env = z.object({ DATABASE_URL: z.string() }).parse(process.env)\n${APP}`,
      }),
    },
    {
      name: 'a check by hand',
      outcome: 'pass',
      files: project('express@5', {
        'server.js': `if (!process.env.DATABASE_URL) throw new Error('DATABASE_URL is not set')\n${APP}`,
      }),
    },
    {
      name: 'a check over a list',
      outcome: 'pass',
      files: project('express@5', {
        'server.js': `for (const name of ['DATABASE_URL']) {\n  if (!process.env[name]) {\n    console.error(name)\n    process.exit(1)\n  }\n}\n${APP}`,
      }),
    },
    {
      name: 'read as it comes',
      outcome: 'fail',
      line: 1,
      files: project('express@5', { 'server.js': `console.log(process.env.DATABASE_URL)\n${APP}` }),
    },
    {
      name: 'a schema that validates requests only',
      outcome: 'fail',
      files: project('express@5 zod@4', {
        'server.js': `const { z } = require('zod')\nconst app = require('express')()\napp.post('/', (req, res) => res.json(z.object({}).parse(req.body)))\napp.listen(process.env.DATABASE_PORT)\n`,
      }),
    },
    { name: 'no variable is read', outcome: 'not-applicable', files: project('express@5', { 'server.js': APP }) },
    {
      name: 'no entry point',
      outcome: 'unknown',
      files: {
        'package.json': '{"private":true,"scripts":{"start":"company-runner"},"dependencies":{"express":"^5.0.0"}}',
        'lib/thing.js': 'module.exports = process.env.THING\n',
      },
    },
  ],
  evaluate({ service, program, environment, http }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const own = environment.reads.filter(({ name }) => !/^(NODE_ENV|PORT|CI|HOST)$/.test(name))
    const evidence = schemaCheck(program) ?? pluginCheck(http) ?? handWritten(program)
    if (evidence) return pass(evidence)
    const config = program.named('forRoot').find(({ name }) => name === '@nestjs/config.ConfigModule.forRoot')
    const reads = own[0]
    if (!reads && !config)
      return environment.reads.length === 0
        ? notApplicable('no variable is read')
        : notApplicable('only NODE_ENV, PORT and HOST are read')
    if (!service.hasEntry) return unknown('no entry point was found')
    const anchor = reads ? codeAt(reads.file, reads.at) : callAt(config!)
    return fail([
      {
        message: describeReads(own),
        evidence: [absence('no schema, no check that throws', anchor)],
      },
    ])
  },
})

const CHECKS = new RegExp(
  [VALIDATES, PARSES, CLASS_VALIDATES, /^@nestjs\/config\./].map(({ source }) => source).join('|'),
)

function schemaCheck(program: Execution): Evidence | undefined {
  for (const event of program.matching(CHECKS)) {
    if (event.force === 'off') continue
    if (VALIDATES.test(event.name)) return callAt(event)
    if (event.name === '@nestjs/config.ConfigModule.forRoot' && nestValidates(program, event)) return callAt(event)
    if (
      event.name === '@nestjs/config.registerAs' &&
      program.named('validateSync').some(({ force }) => force !== 'off')
    )
      return callAt(event)
    if (PARSES.test(event.name) && takesEnvironment(program, event) && (!SAFE.test(event.name) || endsNearby(event)))
      return callAt(event)
    if (
      CLASS_VALIDATES.test(event.name) &&
      endsNearby(event) &&
      /environment|env\b|config/i.test(
        event.file.path + event.file.text.slice(Math.max(0, event.call.at - 600), event.call.end + 200),
      )
    )
      return callAt(event)
  }
  return undefined
}

function describeReads(reads: readonly { name: string }[]): string {
  const count = new Set(reads.map(({ name }) => name)).size
  return count > 1
    ? `${count} variables are read, and none is checked at start`
    : 'a variable is read and not checked at start'
}

function nestValidates(program: Execution, event: CallEvent): boolean {
  const options = program.evaluator.argument(siteOf(event), 0)
  return options?.kind === 'record' && ['validationSchema', 'validate'].some((key) => options.get(key) !== undefined)
}

function takesEnvironment(program: Execution, event: CallEvent): boolean {
  return program.evaluator.arguments(siteOf(event)).some((value) => isEnvironment(value))
}

function isEnvironment(value: Value): boolean {
  if (value.kind === 'process-env') return true
  if (value.kind !== 'record') return false
  const keys = value.keys()
  return keys.filter((key) => holdsVariable(value.get(key), 0)).length >= Math.max(1, keys.length / 3)
}

function holdsVariable(value: Value | undefined, nesting: number): boolean {
  if (!value || nesting > 2) return false
  if (value.kind === 'environment') return true
  if (value.kind === 'record') return value.keys().some((key) => holdsVariable(value.get(key), nesting + 1))
  return value.kind === 'text' && value.parts.some((part) => typeof part !== 'string' && part.kind === 'environment')
}

/** @fastify/env, registered directly or by a loader. */
function pluginCheck(http: {
  apps: { middleware: { value: Value; file: SourceFile; at: number; force: string }[] }[]
}): Evidence | undefined {
  const plugin = http.apps
    .flatMap(({ middleware }) => middleware)
    .find(
      ({ value, force }) =>
        force !== 'off' && value.kind === 'instance' && /^(@fastify\/env|fastify-env)\(\)$/.test(value.name),
    )
  return plugin && codeAt(plugin.file, plugin.at)
}

/** `if (!process.env.X) throw …`, also over a list of names, in code that runs at start. */
function handWritten(program: Execution): Evidence | undefined {
  for (const path of program.modules) {
    const file = program.evaluator.sources.skim(path)?.relevant ? program.evaluator.sources.parse(path) : undefined
    if (!file?.text.includes('process.env')) continue
    const checked = stopsOf(file).find(
      ({ guard, function: owner }) =>
        (owner === 0 || program.ranAtBoot(file, owner)) &&
        guardChain(file, guard).some(({ test }) => test !== undefined && readsEnvironment(file, test, 0)),
    )
    if (checked) return codeAt(file, checked.at)
  }
  return undefined
}

/** Whether a condition asks for a variable: `!process.env.X`, `!process.env[name]`, `!url` where `url` came from one. */
function readsEnvironment(file: SourceFile, test: Expression, nesting: number): boolean {
  if (!isNode(test) || nesting > 6) return false
  const inside = (part: Expression): boolean => readsEnvironment(file, part, nesting + 1)
  switch (test.type) {
    case 'unary':
      return inside(test.value)
    case 'logical':
    case 'binary':
      return inside(test.left) || inside(test.right)
    case 'member':
      // NODE_ENV chooses a mode; asking for it validates nothing.
      return (isProcessEnv(test.object) && test.property !== 'NODE_ENV') || inside(test.object)
    case 'index':
      return isProcessEnv(test.object)
    case 'call': {
      const { callee, args } = file.calls[test.call]!
      return inside(callee) || args.some(inside)
    }
    case 'identifier': {
      const binding = file.bindings.find(({ name, from, to }) => name === test.name && test.at >= from && test.at <= to)
      return binding?.init !== undefined && nesting < 3 && inside(binding.init)
    }
    default:
      return false
  }
}
