import { absence, codeAt, settingAt } from '../../derive/evidence.ts'
import type { EnvironmentReadSite } from '../../derive/environment-view.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

/** Variables that Node, the shell, CI or the platform sets. */
const PLATFORM =
  /^(NODE_ENV|NODE_OPTIONS|PORT|CI|HOME|PATH|PWD|USER|SHELL|OSTYPE|TZ|LANG|LC_ALL|TERM|TMPDIR|TEMP|TMP|HOSTNAME|DEBUG|NO_COLOR|FORCE_COLOR|COLUMNS|EDITOR|APPDATA|LOCALAPPDATA|USERPROFILE|KUBERNETES_SERVICE_HOST|NODE_APP_INSTANCE|pm_id|DYNO|NEXT_RUNTIME|NEXT_PHASE|JEST_WORKER_ID|VITEST|VITEST_WORKER_ID|AWS_(REGION|EXECUTION_ENV|LAMBDA_\w+)|npm_\w+|VERCEL(_\w+)?|NETLIFY|RENDER(_\w+)?|RAILWAY_\w+|FLY_\w+|HEROKU_\w+|GITHUB_\w+|GITLAB_\w+|WEBSITE_\w+|DD_\w+|OTEL_\w+|K_SERVICE|GAE_\w+|GOOGLE_CLOUD_PROJECT|CODESPACES?\w*|GITPOD_\w+|HTTPS?_PROXY|https?_proxy|NO_PROXY|no_proxy)$/
/** One or two are told to a colleague; more need a list. */
const FEW = 2

const SERVER =
  "const app = require('express')()\napp.listen(process.env.PORT)\nconsole.log(process.env.DATABASE_URL, process.env.MAIL_HOST, process.env.REDIS_URL)\n"

export default defineRule({
  id: 'environment/undocumented',
  catalogue: 'EN07',
  title: 'Variables are read that no example documents',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'environment', 'containers', 'packages'],
  tokens: { words: ['process.env'] },
  why: 'Whoever deploys the service learns of a missing variable from an error at three in the morning, or from a default that was never meant for production.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'List every variable with a comment in .env.example.',
      code: '# Postgres connection string\nDATABASE_URL=',
    },
  ],
  references: [{ title: 'The Twelve-Factor App: III. Config', url: 'https://12factor.net/config' }],
  falsePositives: [
    'Variables that Node, CI or the platform sets: NODE_ENV, PORT, CI …',
    'Variables that a compose file or an image of the project sets.',
  ],
  examples: [
    {
      name: 'all are listed',
      outcome: 'pass',
      files: {
        ...project('express@5', { 'server.js': SERVER }),
        '.env.example': 'DATABASE_URL=\nMAIL_HOST=\nREDIS_URL=\n',
      },
    },
    {
      name: 'one is missing',
      outcome: 'fail',
      line: 3,
      says: 'REDIS_URL',
      files: { ...project('express@5', { 'server.js': SERVER }), '.env.example': 'DATABASE_URL=\nMAIL_HOST=\n' },
    },
    {
      name: 'no list at all',
      outcome: 'fail',
      says: '3 variables',
      files: project('express@5', { 'server.js': SERVER }),
    },
    {
      name: 'only what the platform sets',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(process.env.PORT)\n" }),
    },
    {
      name: 'no entry point',
      outcome: 'unknown',
      files: {
        'package.json': '{"private":true,"scripts":{"start":"company-runner"},"dependencies":{"express":"^5.0.0"}}',
        'lib/thing.js': 'module.exports = process.env.THING\n',
      },
    },
  ],
  evaluate({ service, environment, containers, packages }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const reads = firstReads(environment.reads)
    if (reads.length === 0) return notApplicable('no variable of its own is read')
    const documented = new Set([
      ...environment.files.flatMap(({ entries }) => entries.map(({ name }) => name)),
      ...environment.examples.flatMap(({ entries }) => entries.map(({ name }) => name)),
      ...containers.composeFiles.flatMap(({ services }) => services.flatMap((entry) => Object.keys(entry.environment))),
      ...containers.images.flatMap((image) =>
        [...image.all('ENV'), ...image.all('ARG')].flatMap(({ text }) =>
          [...text.matchAll(/([A-Z][A-Z0-9_]+)\s*[= ]?/g)].map(([, name]) => name!),
        ),
      ),
    ])
    const missing = reads.filter(({ name }) => !documented.has(name))
    if (missing.length === 0)
      return pass(
        settingAt(
          environment.examples[0]?.path ?? packages.root?.path ?? 'package.json',
          1,
          undefined,
          `${reads.length} variable${reads.length === 1 ? ' is' : 's are'} documented`,
        ),
        reads.length,
      )
    if (environment.examples.length === 0 && documented.size === 0) {
      if (reads.length <= FEW)
        return unknown(
          `${reads.length} variable${reads.length === 1 ? ' is' : 's are'} read; whether that is documented elsewhere is not known`,
        )
      return fail([
        {
          message: `${reads.length === 1 ? '1 variable is' : `${reads.length} variables are`} read and no example lists ${reads.length === 1 ? 'it' : 'them'}: ${reads
            .slice(0, 5)
            .map(({ name }) => name)
            .join(', ')}${reads.length > 5 ? ' …' : ''}`,
          evidence: [
            absence('no .env.example', packages.root && settingAt(packages.root.path, 1)),
            codeAt(reads[0]!.file, reads[0]!.at),
          ],
        },
      ])
    }
    return fail(
      missing.map(({ name, file, at }) => ({
        message: `${name} is read and documented nowhere`,
        evidence: [codeAt(file, at)],
      })),
      reads.length - missing.length,
    )
  },
})

function firstReads(reads: readonly EnvironmentReadSite[]): EnvironmentReadSite[] {
  const seen = new Set<string>()
  return reads.filter(
    ({ name }) => /^[A-Z][A-Z0-9_]*$/.test(name) && !PLATFORM.test(name) && !seen.has(name) && seen.add(name),
  )
}
