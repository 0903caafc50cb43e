import { callAt, codeAt } from '../../derive/evidence.ts'
import { effectsOf } from '../../derive/jobs/job-effects.ts'
import { singleRunGuard } from '../../derive/jobs/single-run.ts'
import { instancesOf } from '../../derive/containers/instances-of.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown } from '../rule.ts'

const SERVER = (job: string, before = ''): string =>
  `const cron = require('node-cron')\nconst { Pool } = require('pg')\nconst pool = new Pool()\n${before}cron.schedule('0 3 * * *', async () => { ${job} })\nconst app = require('express')()\napp.listen(3000)\n`
const BILL = "await pool.query('INSERT INTO invoices SELECT * FROM due')"
const REPLICAS = (count: number): Record<string, string> => ({
  Dockerfile: 'FROM node:24\nCMD ["node", "server.js"]\n',
  'docker-compose.yml': `services:\n  api:\n    build: .\n    deploy:\n      replicas: ${count}\n`,
})

export default defineRule({
  id: 'background-tasks/cron-in-replicas',
  catalogue: 'BG09',
  title: 'A scheduled job runs once in every replica',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'jobs', 'program', 'workloads', 'entries'],
  tokens: { packages: ['cluster', 'throng', 'redlock'], words: ['advisory_lock'] },
  why: 'A timer in the process exists once for each process. With three replicas the nightly job runs three times at the same moment: customers get three mails, or three invoices.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Let a queue hold the schedule: BullMQ gives each run to one worker.',
      code: "await queue.upsertJobScheduler('nightly-invoices', { pattern: '0 3 * * *' })",
    },
    {
      for: 'pg',
      effort: 'S',
      text: 'Or take a lock in the database for the length of the job, and skip it when it is taken.',
      code: 'SELECT pg_try_advisory_xact_lock(42)',
    },
    {
      for: 'any',
      effort: 'M',
      text: 'Or run it in a process of its own, of which there is one: a Kubernetes CronJob.',
    },
  ],
  references: [
    { title: 'BullMQ: job schedulers', url: 'https://docs.bullmq.io/guide/job-schedulers' },
    {
      title: 'PostgreSQL: advisory locks',
      url: 'https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS',
    },
  ],
  falsePositives: [
    'A lock, or a condition that holds on one instance only.',
    'Work that does no harm twice: deleting what is expired, refreshing a cache of the process.',
    'A schedule kept by BullMQ, Agenda or pg-boss, which gives each run to one process.',
  ],
  examples: [
    {
      name: 'behind a lock of the database',
      outcome: 'pass',
      files: project('express@5 node-cron@4 pg@8', {
        'server.js': SERVER(
          `const { rows } = await pool.query('SELECT pg_try_advisory_lock(42) AS taken'); if (!rows[0].taken) return; ${BILL}`,
        ),
        ...REPLICAS(3),
      }),
    },
    {
      name: 'on the first instance of pm2 only',
      outcome: 'pass',
      files: project('express@5 node-cron@4 pg@8', {
        'server.js':
          "if (process.env.NODE_APP_INSTANCE === '0') {\n  require('./jobs')\n}\nconst app = require('express')()\napp.listen(3000)\n",
        'jobs.js': `const cron = require('node-cron')\nconst { Pool } = require('pg')\nconst pool = new Pool()\ncron.schedule('0 3 * * *', async () => { ${BILL} })\n`,
        ...REPLICAS(3),
      }),
    },
    {
      name: 'deleting what is expired',
      outcome: 'pass',
      files: project('express@5 node-cron@4 pg@8', {
        'server.js': SERVER("await pool.query('DELETE FROM sessions WHERE expires < now()')"),
        ...REPLICAS(3),
      }),
    },
    {
      name: 'a schedule that the queue keeps',
      outcome: 'pass',
      files: project('express@5 bullmq@5', {
        'server.js':
          "const { Queue } = require('bullmq')\nconst nightly = new Queue('nightly')\nnightly.upsertJobScheduler('invoices', { pattern: '0 3 * * *' })\nconst app = require('express')()\napp.listen(3000)\n",
        ...REPLICAS(3),
      }),
    },
    {
      name: 'one instance',
      outcome: 'pass',
      files: project('express@5 node-cron@4 pg@8', { 'server.js': SERVER(BILL), ...REPLICAS(1) }),
    },
    {
      name: 'three replicas, no lock',
      outcome: 'fail',
      says: '3 replicas',
      line: 4,
      files: project('express@5 node-cron@4 pg@8', { 'server.js': SERVER(BILL), ...REPLICAS(3) }),
    },
    {
      name: 'a Nest timer that sends mail',
      outcome: 'fail',
      says: '@Cron()',
      files: project('@nestjs/core@11 @nestjs/common@11 @nestjs/schedule@6 nodemailer@7', {
        'src/main.ts':
          "import { NestFactory } from '@nestjs/core'\nimport { AppModule } from './app.module'\nNestFactory.create(AppModule).then((app) => app.listen(3000))\n",
        'src/app.module.ts':
          "import { Module } from '@nestjs/common'\nimport { ScheduleModule } from '@nestjs/schedule'\nimport { Reminders } from './reminders'\n@Module({ imports: [ScheduleModule.forRoot()], providers: [Reminders] })\nexport class AppModule {}\n",
        'src/reminders.ts':
          "import { Injectable } from '@nestjs/common'\nimport { Cron } from '@nestjs/schedule'\nimport nodemailer from 'nodemailer'\nconst transport = nodemailer.createTransport({})\n@Injectable()\nexport class Reminders {\n  @Cron('0 8 * * *')\n  async remind() {\n    await transport.sendMail({ to: 'all@example.com' })\n  }\n}\n",
        ...REPLICAS(2),
      }),
    },
    {
      name: 'no timer',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
    {
      name: 'nothing says how many run',
      outcome: 'unknown',
      files: project('express@5 node-cron@4 pg@8', { 'server.js': SERVER(BILL) }),
    },
    {
      name: 'a job from elsewhere',
      outcome: 'unknown',
      files: project('express@5 node-cron@4 pg@8', {
        'server.js': SERVER("await require('company-billing').bill()"),
        ...REPLICAS(3),
      }),
    },
  ],
  evaluate({ service, jobs, program, workloads, entries }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const shared = jobs.sharedSchedules.map((event) => callAt(event))
    if (jobs.scheduled.length === 0 && shared.length === 0) return notApplicable('nothing runs by the clock')
    const judged = jobs.scheduled.map((job) => {
      const guard = singleRunGuard(program, job)
      return { job, guard, effects: guard ? { isOpen: false } : effectsOf(program, job) }
    })
    const doubled = judged.filter(({ effects }) => effects.doubled)
    const open = judged.filter(({ effects }) => effects.isOpen && !effects.doubled)
    const fine = judged.filter(({ effects }) => !effects.doubled && !effects.isOpen)
    const passed = [...shared, ...fine.map(({ job, guard }) => guard ?? codeAt(job.file, job.at))]
    if (doubled.length + open.length === 0) {
      // Timers that only look after the process itself are no scheduled work.
      const isWork = shared.length > 0 || fine.some(({ job, guard }) => guard || job.kind === 'cron')
      return isWork ? pass(passed, passed.length) : notApplicable('its timers only look after the process itself')
    }
    const instances = instancesOf(program, workloads, entries)
    const places = [...doubled, ...open].map(({ job }) => codeAt(job.file, job.at))
    if (instances.count === 'one') return pass(places, places.length + passed.length)
    if (instances.count === 'unknown')
      return unknown('nothing says how many instances run; each would run its timers', places)
    if (doubled.length === 0) return unknown('what a timer does could not be followed', places)
    return fail(
      doubled.map(({ job, effects }) => ({
        message: `${job.via} runs in every instance without a lock, and ${instances.text}`,
        evidence: [codeAt(job.file, job.at), callAt(effects.doubled!, 'done by each'), instances.evidence],
        severity: job.force === 'on' ? 'warning' : 'info',
      })),
      passed.length,
    )
  },
})
