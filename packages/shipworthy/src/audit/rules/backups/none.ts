import type { HostedDatabase } from '../../derive/backups/hosted-databases.ts'
import type { DatastoresView } from '../../derive/datastores/datastores-view.ts'
import { datastoreTokens } from '../../derive/datastores/datastores-view.ts'
import { callAt, settingAt } from '../../derive/evidence.ts'
import type { Evidence } from '../../model/outcome.ts'
import { unlessService } from '../applicability.ts'
import { project } from '../example-kit.ts'
import { defineRule, fail, notApplicable, pass, unknown, type FindingDraft } from '../rule.ts'

const SERVER =
  "const app = require('express')()\nconst { Pool } = require('pg')\nconst pool = new Pool()\napp.get('/', async (req, res) => res.json(await pool.query('SELECT 1')))\napp.listen(3000)\n"
const COMPOSE =
  'services:\n  api:\n    build: .\n    restart: always\n  db:\n    image: postgres:18\n    volumes:\n      - data:/var/lib/postgresql/data\nvolumes:\n  data:\n'
const WHAT_COUNTS = 'a script or job that dumps it, an operator, retention in Terraform, or a page that says how'
/** A report is no inventory. */
const MAX_EVIDENCE = 5

export default defineRule({
  id: 'backups/none',
  catalogue: 'BK01',
  title: 'A database that nothing backs up',
  severity: 'warning',
  confidence: 'structural',
  needs: ['service', 'datastores', 'backups', 'files'],
  tokens: datastoreTokens,
  why: 'A lost disk, a wrong DELETE or a broken migration then takes the data of every user with it, and nothing brings it back.',
  remedies: [
    {
      for: 'compose',
      effort: 'S',
      text: 'Run a container that dumps the database every night, and copy the dumps off the host.',
      code: 'backup:\n  image: prodrigestivill/postgres-backup-local:18\n  environment:\n    SCHEDULE: "@daily"\n    BACKUP_KEEP_DAYS: 30\n  volumes:\n    - /srv/backup:/backups',
    },
    {
      for: 'any',
      effort: 'M',
      text: 'Take a managed database with point-in-time recovery, and say so in the runbook; or dump it by cron and store the dumps elsewhere.',
      code: 'set -euo pipefail\npg_dump "$DATABASE_URL" | gzip | aws s3 cp - "s3://backups/$(date +%F).sql.gz"',
    },
  ],
  references: [
    { title: 'PostgreSQL: backup and restore', url: 'https://www.postgresql.org/docs/current/backup.html' },
    {
      title: 'AWS Well-Architected: perform data backup automatically',
      url: 'https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_backing_up_data_automated_backups_data.html',
    },
  ],
  falsePositives: [
    'A managed database that the platform backs up: where the database does not run from this repository, that is unknown.',
    'A compose file that only serves development.',
    'Backups made from outside, such as snapshots of the disk: then suppress this with the reason.',
  ],
  examples: [
    {
      name: 'a script that dumps the database',
      outcome: 'pass',
      line: 3,
      files: {
        ...project('express@5 pg@8', { 'server.js': SERVER, 'docker-compose.prod.yml': COMPOSE }),
        'scripts/backup.sh': '#!/bin/bash\nset -euo pipefail\npg_dump app | gzip > /srv/backup/app.gz\n',
      },
    },
    {
      name: 'a container that makes backups',
      outcome: 'pass',
      says: 'postgres-backup-local',
      files: project('express@5 pg@8', {
        'server.js': SERVER,
        'docker-compose.yml': `${COMPOSE.replace('volumes:\n  data', '  backup:\n    image: prodrigestivill/postgres-backup-local:18\nvolumes:\n  data')}`,
      }),
    },
    {
      name: 'a Kubernetes operator',
      outcome: 'pass',
      files: project('express@5 pg@8', {
        'server.js': SERVER,
        'k8s/backup.yaml': 'apiVersion: postgresql.cnpg.io/v1\nkind: ScheduledBackup\nmetadata: { name: nightly }\n',
      }),
    },
    {
      name: 'retention in Terraform',
      outcome: 'pass',
      files: project('express@5 pg@8', {
        'server.js': SERVER,
        'infra/db.tf': 'resource "aws_db_instance" "app" {\n  backup_retention_period = 14\n}\n',
      }),
    },
    {
      name: 'a page that says how',
      outcome: 'pass',
      files: project('express@5 pg@8', {
        'server.js': SERVER,
        'docs/operations.md': '# Backups\n\nEvery night cron runs `pg_dump app | age -r ops > /srv/backup/app.age`.\n',
      }),
    },
    {
      name: 'production runs its only database on a volume',
      outcome: 'fail',
      severity: 'critical',
      line: 5,
      files: project('express@5 pg@8', { 'server.js': SERVER, 'docker-compose.prod.yml': COMPOSE }),
    },
    {
      name: 'a compose file with the service and its database',
      outcome: 'fail',
      severity: 'warning',
      files: project('express@5 pg@8', { 'server.js': SERVER, 'docker-compose.yml': COMPOSE }),
    },
    {
      name: 'a StatefulSet with a claim',
      outcome: 'fail',
      severity: 'warning',
      files: project('express@5 pg@8', {
        'server.js': SERVER,
        'k8s/db.yaml':
          'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: { name: db }\nspec:\n  template:\n    spec:\n      containers:\n        - name: db\n          image: postgres:18\n          volumeMounts:\n            - { name: data, mountPath: /var/lib/postgresql/data }\n  volumeClaimTemplates:\n    - metadata: { name: data }\n',
      }),
    },
    {
      name: 'the schema only is no backup',
      outcome: 'fail',
      files: project('express@5 pg@8', {
        'server.js': SERVER,
        'docker-compose.yml': COMPOSE,
        'scripts/schema.sh': 'pg_dump --schema-only app > schema.sql\n',
      }),
    },
    {
      name: 'no database',
      outcome: 'not-applicable',
      files: project('express@5', { 'server.js': "require('express')().listen(3000)\n" }),
    },
    {
      name: 'the database runs elsewhere',
      outcome: 'unknown',
      says: 'does not say where',
      files: project('express@5 pg@8', { 'server.js': SERVER }),
    },
    {
      name: 'a managed database',
      outcome: 'unknown',
      says: 'Render',
      files: project('express@5 pg@8', {
        'server.js': SERVER,
        'render.yaml': 'databases:\n  - name: db\n    plan: basic-256mb\n',
      }),
    },
    {
      name: 'databases for development',
      outcome: 'unknown',
      files: project('express@5 pg@8', {
        'server.js': SERVER,
        'docker-compose.yml':
          'services:\n  api:\n    build: .\n    command: npm run dev\n    volumes: [".:/app"]\n  db:\n    image: postgres:18\n    volumes: ["data:/var/lib/postgresql/data"]\n',
      }),
    },
    {
      name: 'a heading and no more',
      outcome: 'unknown',
      says: 'speaks of backups',
      files: project('express@5 pg@8', { 'server.js': SERVER, 'README.md': '# Shop\n\n## Backups\n\nAsk Kim.\n' }),
    },
  ],
  evaluate({ service, datastores, backups, files }) {
    const inapplicable = unlessService(service)
    if (inapplicable) return inapplicable
    const used = usedDatabase(datastores)
    if (!used) return notApplicable('no database')
    if (backups.evidence.length > 0) return pass(backups.evidence.slice(0, MAX_EVIDENCE))
    const [mention] = backups.mentions
    if (mention) return unknown(`${mention.file} speaks of backups; what makes them was not found`, [mention])
    if (backups.hosted.length > 0) return fail(backups.hosted.map((hosted) => describe(hosted, files.paths.length)))
    if (backups.managed.length > 0) {
      const reason = `${backups.managed[0]!.note} runs the database; whether it keeps backups, and for how long, is not visible here`
      return unknown(reason, backups.managed.slice(0, 1))
    }
    const reason = `the repository does not say where the database runs and who backs it up; what would count: ${WHAT_COUNTS}`
    return unknown(reason, [used])
  },
})

function usedDatabase({ databases, prisma }: DatastoresView): Evidence | undefined {
  const store = databases.find(({ force, event }) => force !== 'off' && event.phase !== 'unseen')
  return store ? callAt(store.event) : prisma && settingAt(prisma.path, prisma.line)
}

function describe(hosted: HostedDatabase, fileCount: number): FindingDraft {
  const { engine, name, file, line, volume, isProduction } = hosted
  return {
    message: `${engine} keeps its data on ${volume}, and nothing in the repository backs it up`,
    evidence: [settingAt(file, line, `${name}:`, `${fileCount} files looked through for ${WHAT_COUNTS}`)],
    ...(isProduction && { severity: 'critical' }),
  }
}
