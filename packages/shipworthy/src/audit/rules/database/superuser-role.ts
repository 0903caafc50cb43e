import { answered, databaseOf, DATABASES } from '../../derive/live/database-of.ts'
import { project } from '../example-kit.ts'
import { hidden, known, mysqlFacts, postgresFacts } from '../live-example-postgres.ts'
import { running } from '../live-example-kit.ts'
import { defineRule, fail, pass, unknown } from '../rule.ts'

export default defineRule({
  id: 'database/superuser-role',
  catalogue: 'DB11',
  title: 'The service has rights over the whole database server',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'One injection, or one leaked address, is then enough to read files of the server, run programs on it, make accounts, or drop other databases.',
  remedies: [
    {
      for: 'any',
      effort: 'M',
      text: 'Give the service a role of its own with the rights it needs, and keep the other for administration.',
      code: "CREATE ROLE app LOGIN PASSWORD '…';\nGRANT CONNECT ON DATABASE app TO app;\nGRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO app;\nGRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO app;",
    },
  ],
  references: [
    { title: 'PostgreSQL: role attributes', url: 'https://www.postgresql.org/docs/current/role-attributes.html' },
    { title: 'OWASP ASVS 13.2.2: least privilege for backend components', url: 'https://github.com/OWASP/ASVS' },
  ],
  falsePositives: [
    'The owner of the tables: a service that migrates its own schema needs that; it is named and no finding.',
    'The administrator of a managed database is no superuser, but may make roles: a finding all the same.',
    'An address that is only used for migrations: give the one of the service.',
  ],
  examples: [
    { name: 'a role of its own', outcome: 'pass', live: running({ postgres: postgresFacts() }) },
    {
      name: 'the owner of the tables',
      outcome: 'pass',
      says: 'owns 14 tables',
      live: running({ postgres: postgresFacts({ role: known({ name: 'app', excessive: [], ownedTables: 14 }) }) }),
    },
    {
      name: 'a superuser',
      outcome: 'fail',
      severity: 'warning',
      says: 'postgres has SUPERUSER',
      live: running({ postgres: postgresFacts({ role: known({ name: 'postgres', excessive: ['SUPERUSER'] }) }) }),
    },
    {
      name: 'root of MySQL',
      outcome: 'fail',
      says: 'ALL PRIVILEGES ON *.*',
      live: running({ mysql: mysqlFacts({ role: known({ name: 'root', excessive: ['ALL PRIVILEGES ON *.*'] }) }) }),
    },
    {
      name: 'rights that cannot be read',
      outcome: 'unknown',
      live: running({ postgres: postgresFacts({ role: hidden() }) }),
    },
    { name: 'none was given', outcome: 'not-applicable', files: project('pg@8', { 'server.js': '' }) },
  ],
  live: {
    parts: DATABASES,
    evaluate(live) {
      const facts = databaseOf(live)
      if (!facts.role.known) return unknown(`the rights of the role cannot be read: ${facts.role.reason}`)
      const { name, excessive, ownedTables = 0 } = facts.role.value
      const owned = ownedTables > 0 ? `, owns ${ownedTables} tables` : ''
      if (excessive.length === 0) return pass(answered(facts, `rights of ${name}`, `none over the server${owned}`))
      const evidence = [answered(facts, `rights of ${name}`, excessive.join(', '))]
      return fail([{ message: `${name} has ${excessive.join(', ')}`, evidence, key: name }])
    },
  },
})
