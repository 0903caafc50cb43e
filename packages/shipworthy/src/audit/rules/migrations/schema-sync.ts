import { callAt, settingAt, siteAt } from '../../derive/evidence.ts'
import { datastoreTokens } from '../../derive/datastores/datastores-view.ts'
import { siteOf, type CallEvent } from '../../derive/execution/call-event.ts'
import type { Execution } from '../../derive/execution/execution.ts'
import { NO_ARGUMENTS, possibilities, type RecordValue, type Value } from '../../derive/program/value.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

const ORMS =
  /^(sequelize|sequelize-typescript|@sequelize\/core|typeorm|@nestjs\/typeorm|@nestjs\/sequelize|@mikro-orm\/.*|mikro-orm)$/

const TYPEORM = (value: string): Record<string, string> =>
  project('express@5 typeorm@0 pg@8', {
    'server.js': `const app = require('express')()\nconst { DataSource } = require('typeorm')\nnew DataSource({\n  type: 'postgres',\n  synchronize: ${value}\n}).initialize()\napp.listen(3000)\n`,
  })

export default defineRule({
  id: 'migrations/schema-sync',
  catalogue: 'MG01',
  title: 'The schema is changed automatically at start',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'program', 'datastores', 'packages', 'entries'],
  tokens: { packages: datastoreTokens.packages!, words: ['synchronize', '.sync('] },
  why: 'Synchronising makes the database look like the code, whatever that costs: a renamed property drops the column with everything in it, on the first start of the new version.',
  remedies: [
    {
      for: 'typeorm',
      effort: 'M',
      text: 'Switch it off and write migrations.',
      code: "new DataSource({ synchronize: false, migrations: ['dist/migrations/*.js'] })",
    },
    {
      for: 'sequelize',
      effort: 'M',
      text: 'Replace sync({ alter }) by migrations run before the deploy.',
      code: 'npx sequelize-cli db:migrate',
    },
    { for: 'prisma', effort: 'S', text: 'Use migrate deploy instead of db push.', code: 'prisma migrate deploy' },
  ],
  references: [
    { title: 'TypeORM: data source options', url: 'https://typeorm.io/docs/data-source/data-source-options' },
    {
      title: 'Sequelize: model synchronization',
      url: 'https://sequelize.org/docs/v6/core-concepts/model-basics/#synchronization-in-production',
    },
  ],
  falsePositives: [
    'Only outside production: `synchronize: process.env.NODE_ENV !== "production"`.',
    '`sync()` without options, which only creates missing tables, and `force: false`.',
  ],
  examples: [
    { name: 'switched off', outcome: 'pass', line: 5, files: TYPEORM('false') },
    { name: 'outside production only', outcome: 'pass', files: TYPEORM("process.env.NODE_ENV !== 'production'") },
    { name: 'switched on', outcome: 'fail', severity: 'critical', line: 5, files: TYPEORM('true') },
    {
      name: 'sync with force',
      outcome: 'fail',
      severity: 'critical',
      files: project('express@5 sequelize@6', {
        'server.js':
          "const app = require('express')()\nconst { Sequelize } = require('sequelize')\nconst db = new Sequelize('postgres://db/app')\ndb.sync({ force: true }).then(() => app.listen(3000))\n",
      }),
    },
    {
      name: 'prisma db push in the start script',
      outcome: 'fail',
      says: 'db push',
      files: {
        'package.json':
          '{"private":true,"scripts":{"start":"prisma db push && node server.js"},"dependencies":{"express":"^5.0.0","@prisma/client":"^6.0.0"}}',
        'server.js': "require('express')().listen(3000)\n",
      },
    },
    {
      name: 'no ORM',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
    {
      name: 'options from elsewhere',
      outcome: 'unknown',
      files: project('express@5 typeorm@0', {
        'server.js':
          "const app = require('express')()\nconst { DataSource } = require('typeorm')\nnew DataSource(require('company-settings').database).initialize()\napp.listen(3000)\n",
      }),
    },
  ],
  evaluate({ service, program, datastores, packages, entries }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const findings: FindingDraft[] = []
    const push = entries.commands.find(({ text }) => /prisma\s+db\s+push|drizzle-kit\s+push/.test(text))
    if (push)
      findings.push({
        message: `${/drizzle/.test(push.text) ? 'drizzle-kit push' : 'prisma db push'} runs when the service starts`,
        evidence: [settingAt(push.file, push.line, push.text)],
        severity: /accept-data-loss|--force/.test(push.text) ? 'critical' : 'warning',
      })
    const stores = datastores.stores.filter(
      ({ library, force, event }) =>
        (library === 'typeorm' || library === 'sequelize') && force !== 'off' && event.phase !== 'unseen',
    )
    const states = stores.map((store) => ({ store, ...synchronizeOf(program, store.event, store.args) }))
    for (const { store, state, evidence } of states)
      if (state === 'on')
        findings.push({
          message: `${store.name} synchronises the schema at every start`,
          evidence: [evidence],
          severity: 'critical',
        })
    const syncs = program
      .matching(/\.sync$/)
      .filter(
        ({ name, file, force, phase }) =>
          force !== 'off' && phase === 'boot' && /sequelize/i.test(name + file.text.slice(0, 4000)),
      )
    for (const event of syncs) findings.push(...syncFinding(program, event))
    if (findings.length > 0) return fail(findings)
    const open = states.find(({ state }) => state === 'open')
    if (open && states.every(({ state }) => state === 'open'))
      return unknown('the options of the ORM are not known', [callAt(open.store.event)])
    const shown = states.find(({ state }) => state === 'off')
    if (shown) return pass(shown.evidence, states.length)
    if (datastores.prisma)
      return pass(
        settingAt(datastores.prisma.path, datastores.prisma.line, 'datasource', 'no start command pushes the schema'),
      )
    const orm = packages.dependency(ORMS)
    return orm && stores.length > 0
      ? pass(callAt(stores[0]!.event))
      : notApplicable('no ORM that could change the schema by itself')
  },
})

function synchronizeOf(
  program: Execution,
  event: CallEvent,
  args: readonly Value[],
): { state: 'on' | 'off' | 'open'; evidence: ReturnType<typeof callAt> } {
  const records = args.flatMap(possibilities).filter((value): value is RecordValue => value.kind === 'record')
  const factory = records.map((record) => record.get('useFactory')).find((value) => value?.kind === 'function')
  const made =
    factory?.kind === 'function'
      ? possibilities(
          program.evaluator.invoke(factory, NO_ARGUMENTS, `factory ${event.file.path}#${event.callIndex}`),
        ).filter((value): value is RecordValue => value.kind === 'record')
      : []
  for (const record of [...records, ...made]) {
    const value = record.get('synchronize')
    if (!value) continue
    const site = record.siteOf('synchronize')
    const evidence = site ? siteAt(site) : callAt(event)
    const truth = program.evaluator.truth(value)
    // Only what is certain without any variable is a critical.
    if (truth === true && value.kind === 'literal') return { state: 'on', evidence }
    if (truth === undefined || truth) return { state: 'open', evidence }
    return { state: 'off', evidence }
  }
  const isOpen = records.length === 0 || records.some((record) => record.open() || record.get('useClass') !== undefined)
  return { state: isOpen ? 'open' : 'off', evidence: callAt(event) }
}

function syncFinding(program: Execution, event: CallEvent): FindingDraft[] {
  const options = program.evaluator.argument(siteOf(event), 0)
  if (options?.kind !== 'record') return []
  return ['force', 'alter'].flatMap((key): FindingDraft[] => {
    const value = options.get(key)
    const truth = value && program.evaluator.truth(value)
    if (!truth) return []
    const message =
      key === 'force'
        ? 'sync({ force: true }) drops every table at start'
        : 'sync({ alter: true }) changes tables at start'
    return [
      {
        message,
        evidence: [callAt(event)],
        severity: event.force === 'on' && value?.kind === 'literal' ? 'critical' : 'warning',
      },
    ]
  })
}
