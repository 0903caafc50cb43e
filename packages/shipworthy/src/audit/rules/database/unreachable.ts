import { answered, databaseOf, DATABASES } from '../../derive/live/database-of.ts'
import { probed } from '../../derive/evidence.ts'
import { project } from '../example-kit.ts'
import { mysqlFacts, postgresFacts } from '../live-example-postgres.ts'
import { running, silent } from '../live-example-kit.ts'
import { defineRule, fail, pass, unknown } from '../rule.ts'

/** Ways in which a server, and not the way to it, says no. */
const REFUSALS: readonly string[] = ['refused', 'authentication']

export default defineRule({
  id: 'database/unreachable',
  catalogue: 'DB01',
  title: 'The database lets nobody in',
  severity: 'critical',
  confidence: 'proven',
  needs: [],
  why: 'Every request that needs the database fails, from the first second of the deployment.',
  remedies: [
    {
      for: 'any',
      effort: 'S',
      text: 'Try the address with the client of the database (psql, mysql). Then look at what it says: is the server running, is the password the one that was deployed, does the database exist, has it connections left?',
    },
  ],
  references: [
    {
      title: 'PostgreSQL: client authentication problems',
      url: 'https://www.postgresql.org/docs/current/client-authentication-problems.html',
    },
    {
      title: 'AWS Well-Architected REL11: withstand component failures',
      url: 'https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/design-your-workload-to-withstand-component-failures.html',
    },
  ],
  falsePositives: [
    'A network that this machine does not reach (name, route, VPN, no answer in time): unknown.',
    'A server that lets in other machines than this one: unknown.',
  ],
  examples: [
    { name: 'it answers', outcome: 'pass', live: running({ postgres: postgresFacts() }) },
    { name: 'MySQL answers', outcome: 'pass', live: running({ mysql: mysqlFacts() }) },
    {
      name: 'nobody listens',
      outcome: 'fail',
      severity: 'critical',
      says: 'the connection is refused',
      live: silent('postgres', 'the connection is refused', 'refused', { isDeployed: true }),
    },
    {
      name: 'no route from here',
      outcome: 'unknown',
      says: 'no answer in time',
      live: silent('postgres', 'no answer in time', 'timeout'),
    },
    {
      name: 'an address that somebody typed',
      outcome: 'unknown',
      says: 'the connection is refused',
      live: silent('postgres'),
    },
    { name: 'none was given', outcome: 'not-applicable', files: project('pg@8', { 'server.js': '' }) },
  ],
  live: {
    parts: DATABASES,
    evaluate(live) {
      const facts = databaseOf(live)
      return pass(answered(facts, 'version', facts.version))
    },
    silent: ({ cause, reason, isDeployed }) =>
      isDeployed && REFUSALS.includes(cause)
        ? fail([
            {
              message: `the database lets nobody in: ${reason}`,
              evidence: [probed('connect', reason)],
              key: 'connect',
            },
          ])
        : unknown(`it could not be reached from here: ${reason}`),
  },
})
