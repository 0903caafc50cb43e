import type { ProductionStep } from '../../derive/entries/production-steps.ts'
import { settingAt } from '../../derive/evidence.ts'
import { dangerousCommand, type DangerousCommand } from '../../derive/migrations/dangerous-commands.ts'
import { jobDeploys } from '../../derive/pipelines/pipelines.ts'
import { parseShell } from '../../derive/shell/parse-shell.ts'
import type { Pipeline } from '../../facts/pipelines.ts'
import type { Evidence } from '../../model/outcome.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

const MIGRATES =
  /\b(prisma|sequelize(-cli)?|typeorm|knex|drizzle-kit|mikro-orm|db-migrate|node-pg-migrate|graphile-migrate|migrate-mongo|umzug|migrat\w*|db:\w+|ace)\b/
/** These only speak of migrations. */
const TALKS = /^(echo|printf|export|\[|\[\[|test)$/
/** A service or file that people develop with, though its name does not say so. */
const DEVELOPMENT =
  /\b(nodemon|ts-node-dev|tsnd|tsx\s+watch|next\s+dev|nest\s+start\s+--watch|--watch|start:dev|run\s+dev|vite)\b/
const ELSEWHERE = /\b(preview|staging|stage|test|e2e|ci|demo|dev(elop(ment)?)?|pr)\b/i

export default defineRule({
  id: 'migrations/dev-command',
  catalogue: 'MG05',
  title: 'Production runs a command that resets the database',
  severity: 'critical',
  confidence: 'structural',
  needs: ['steps', 'repository'],
  why: 'At the next deploy or restart the command drops tables, takes migrations back or accepts the loss of columns. Where it asks first, nobody is there to answer, and the service does not start.',
  remedies: [
    {
      for: 'prisma',
      effort: 'S',
      text: 'Apply the migrations that are there, and no more.',
      code: 'npx prisma migrate deploy && node server.js',
    },
    { for: 'knex', effort: 'S', text: 'Only go forward.', code: 'npx knex migrate:latest' },
    { for: 'sequelize', effort: 'S', text: 'Only go forward.', code: 'npx sequelize-cli db:migrate' },
    { for: 'typeorm', effort: 'S', text: 'Only go forward.', code: 'npx typeorm migration:run -d data-source.js' },
  ],
  references: [
    {
      title: 'Prisma: development and production',
      url: 'https://www.prisma.io/docs/orm/prisma-migrate/workflows/development-and-production',
    },
    { title: 'Knex: migration CLI', url: 'https://knexjs.org/guide/migrations.html#migration-cli' },
  ],
  falsePositives: [
    'Scripts of package.json that only people run on their own machine.',
    'Compose files, images and workflows for development, tests, previews and staging.',
    'Commands behind a condition: whether it holds in production is unknown.',
  ],
  examples: [
    {
      name: 'migrate deploy',
      outcome: 'pass',
      files: docker('"start":"prisma migrate deploy && node server.js"'),
    },
    {
      name: 'a script for developers',
      outcome: 'pass',
      files: docker('"start":"prisma migrate deploy && node server.js","db:reset":"prisma migrate reset --force"'),
    },
    {
      name: 'the image starts with migrate dev',
      outcome: 'fail',
      severity: 'critical',
      says: 'prisma migrate dev',
      files: docker('"start":"npx prisma migrate dev && node server.js"'),
    },
    {
      name: 'an entrypoint that pushes the schema',
      outcome: 'fail',
      severity: 'critical',
      line: 2,
      files: {
        'package.json': '{}',
        'server.js': '',
        Dockerfile: 'FROM node:24\nCOPY . .\nENTRYPOINT ["./entrypoint.sh"]\n',
        'entrypoint.sh': '#!/bin/sh\nnpx prisma db push --accept-data-loss\nexec node server.js\n',
      },
    },
    {
      name: 'a Procfile that drops the schema',
      outcome: 'fail',
      severity: 'critical',
      files: {
        'package.json': '{}',
        'server.js': '',
        Procfile: 'release: npx sequelize-cli db:drop && npx sequelize-cli db:migrate\nweb: node server.js\n',
      },
    },
    {
      name: 'a deploy workflow',
      outcome: 'fail',
      severity: 'critical',
      files: {
        'package.json': '{}',
        'server.js': '',
        '.github/workflows/deploy.yml':
          'on: push\njobs:\n  deploy:\n    steps:\n      - run: npx knex migrate:rollback --all\n      - run: flyctl deploy\n',
      },
    },
    {
      name: 'npm start, where nothing else says what production runs',
      outcome: 'fail',
      severity: 'warning',
      files: {
        'package.json': '{"scripts":{"start":"prisma migrate dev && node server.js"}}',
        'server.js': '',
      },
    },
    {
      name: 'compose for development',
      outcome: 'pass',
      files: {
        'package.json': '{}',
        'server.js': '',
        'docker-compose.yml':
          'services:\n  api:\n    build: .\n    command: sh -c "npx prisma migrate reset --force && npx nodemon server.js"\n  worker:\n    build: .\n    command: npx prisma migrate deploy\n',
      },
    },
    {
      name: 'tests in a workflow that also deploys',
      outcome: 'pass',
      files: {
        'package.json': '{"scripts":{"start":"prisma migrate deploy && node server.js"}}',
        'server.js': '',
        '.github/workflows/deploy.yml':
          'on: push\njobs:\n  test:\n    steps:\n      - run: npx prisma migrate reset --force\n  deploy:\n    steps:\n      - run: flyctl deploy\n',
      },
    },
    {
      name: 'no migrations at start',
      outcome: 'not-applicable',
      files: project('', { 'server.js': '' }),
    },
    {
      name: 'behind a condition',
      outcome: 'unknown',
      says: 'condition',
      files: {
        'package.json': '{}',
        'server.js': '',
        Dockerfile: 'FROM node:24\nCOPY . .\nENTRYPOINT ["./entrypoint.sh"]\n',
        'entrypoint.sh':
          '#!/bin/sh\nif [ "$RESET" = 1 ]; then\n  npx prisma migrate reset --force\nfi\nexec node server.js\n',
      },
    },
  ],
  evaluate({ steps, repository }) {
    const own = steps.filter((step) => !isForDevelopment(step, steps))
    const hasOther = own.some(({ source }) => source !== 'script')
    const found = own.flatMap((step) => {
      const danger = dangerousCommand(step.words)
      return danger ? [{ danger, step }] : []
    })
    const findings = [
      ...found
        .filter(({ step }) => !step.isInBranch && !(hasOther && step.source === 'script'))
        .map(({ danger, step }) => describe(danger, step.evidence, isSure(step))),
      ...repository.pipelines.flatMap(findingsOf),
    ]
    if (findings.length > 0) return fail(findings)
    const open = found.find(({ step }) => step.isInBranch)
    if (open) return unknown(`${open.danger.name} stands behind a condition`, open.step.evidence.slice(0, 1))
    const safe = own.filter(({ words }) => !TALKS.test(words[0] ?? '') && MIGRATES.test(words.join(' ')))
    if (safe.length === 0) return notApplicable('nothing that production runs changes the schema')
    return pass(
      safe.slice(0, 3).map(({ evidence }) => evidence[0]!),
      safe.length,
    )
  },
})

/** What else its own command starts says what it is for. */
function isForDevelopment(step: ProductionStep, steps: readonly ProductionStep[]): boolean {
  const root = step.evidence.at(-1)
  const together = steps.filter(({ file, evidence }) => file === step.file && evidence.at(-1)?.line === root?.line)
  return together.some(({ words }) => DEVELOPMENT.test(words.join(' ')))
}

/** A compose file without a word on production may be for development; `npm start` too. */
function isSure({ source, file }: ProductionStep): boolean {
  if (source === 'compose') return /(^|[/._-])(prod|production|deploy|stack|swarm)/i.test(file)
  return source !== 'script'
}

function findingsOf(pipeline: Pipeline): FindingDraft[] {
  if (pipeline.triggers.every((trigger) => trigger.startsWith('pull_request')) && pipeline.triggers.length > 0)
    return []
  const file = pipeline.path.slice(pipeline.path.lastIndexOf('/') + 1)
  const jobs = pipeline.jobs.filter(
    (job) => jobDeploys(job) && !ELSEWHERE.test(`${file} ${job.name} ${job.deploysTo ?? ''}`.replace(/[_-]/g, ' ')),
  )
  return jobs.flatMap(({ steps }) =>
    steps.flatMap(({ run = '', runLine = 1, environment, file: own, condition }) => {
      const isLocal = /localhost|127\.0\.0\.1/.test(`${run} ${Object.values(environment).join(' ')}`)
      if (isLocal || condition !== undefined) return []
      return parseShell(run).pipelines.flatMap(({ commands, line, isInBranch }) =>
        commands.flatMap(({ words }) => {
          const danger = isInBranch ? undefined : dangerousCommand(words)
          const evidence = [settingAt(own ?? pipeline.path, runLine + line - 1, words.join(' '))]
          return danger ? [describe(danger, evidence, true)] : []
        }),
      )
    }),
  )
}

function describe({ name, harm }: DangerousCommand, evidence: readonly Evidence[], isCertain: boolean): FindingDraft {
  return {
    message: `production runs ${name}: ${harm}`,
    evidence: evidence.slice(0, 3),
    severity: isCertain ? 'critical' : 'warning',
  }
}

function docker(scripts: string): Record<string, string> {
  return {
    'package.json': `{"scripts":{${scripts}}}`,
    'server.js': '',
    Dockerfile: 'FROM node:24\nCOPY . .\nCMD ["npm", "start"]\n',
  }
}
