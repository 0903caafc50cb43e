import { answered } from '../../derive/live/database-of.ts'
import type { SequenceUse } from '../../facts/live/postgres-facts.ts'
import { project } from '../example-kit.ts'
import { hidden, known, postgresFacts } from '../live-example-postgres.ts'
import { running } from '../live-example-kit.ts'
import { defineRule, fail, pass, unknown } from '../rule.ts'

const NEAR = 0.8
const VERY_NEAR = 0.95

const orders = (last: number): SequenceUse => ({
  sequence: 'public.orders_id_seq',
  column: 'public.orders.id integer',
  last,
  limit: 2_147_483_647,
  isTypeLimit: true,
})

export default defineRule({
  id: 'migrations/int-overflow',
  catalogue: 'MG13',
  title: 'A sequence is near its end',
  severity: 'warning',
  confidence: 'proven',
  needs: [],
  why: 'With the last number every INSERT into that table fails. To widen the column of a large table takes hours, and the day it is needed is the day there is no time for it.',
  remedies: [
    {
      for: 'any',
      effort: 'L',
      text: 'Widen the column to bigint while there is time: a second column, filled in steps and kept up by a trigger, then swapped.',
      code: 'ALTER TABLE orders ALTER COLUMN id TYPE bigint; -- small tables: it rewrites and locks them\nALTER SEQUENCE orders_id_seq AS bigint;',
    },
  ],
  references: [
    { title: 'PostgreSQL: numeric types', url: 'https://www.postgresql.org/docs/current/datatype-numeric.html' },
  ],
  falsePositives: [
    'Sequences that begin again (CYCLE) are left out.',
    'An end that somebody chose is at most a warning.',
  ],
  examples: [
    { name: 'room', outcome: 'pass', live: running({ postgres: postgresFacts() }) },
    {
      name: 'nine tenths',
      outcome: 'fail',
      severity: 'warning',
      says: '90 %',
      live: running({ postgres: postgresFacts({ sequences: known({ used: [orders(1_932_735_283)], hidden: 0 }) }) }),
    },
    {
      name: 'nearly the end',
      outcome: 'fail',
      severity: 'critical',
      live: running({ postgres: postgresFacts({ sequences: known({ used: [orders(2_110_000_000)], hidden: 0 }) }) }),
    },
    {
      name: 'an end that somebody chose',
      outcome: 'fail',
      severity: 'warning',
      live: running({
        postgres: postgresFacts({
          sequences: known({
            used: [{ sequence: 'public.tickets', last: 990, limit: 1_000, isTypeLimit: false }],
            hidden: 0,
          }),
        }),
      }),
    },
    {
      name: 'sequences that may not be read',
      outcome: 'unknown',
      says: '3 sequences',
      live: running({ postgres: postgresFacts({ sequences: known({ used: [], hidden: 3 }) }) }),
    },
    {
      name: 'a catalogue that may not be read',
      outcome: 'unknown',
      live: running({ postgres: postgresFacts({ sequences: hidden() }) }),
    },
    { name: 'none was given', outcome: 'not-applicable', files: project('pg@8', { 'server.js': '' }) },
  ],
  live: {
    parts: ['postgres'],
    evaluate({ postgres }) {
      const { sequences } = postgres!
      if (!sequences.known) return unknown(`sequences cannot be read: ${sequences.reason}`)
      const { used, hidden: unread } = sequences.value
      const near = used.filter(({ last, limit }) => last > NEAR * limit)
      if (near.length > 0)
        return fail(
          near.map(({ sequence, column, last, limit, isTypeLimit }) => ({
            message: `${sequence} has used ${Math.floor((last / limit) * 100)} % of its numbers${column === undefined ? '' : ` (${column})`}`,
            ...(isTypeLimit && last > VERY_NEAR * limit && { severity: 'critical' as const }),
            evidence: [answered(postgres!, sequence, `${last} of ${limit}`)],
            key: sequence,
          })),
          used.length - near.length,
        )
      if (unread > 0) return unknown(`the role may not read ${unread === 1 ? '1 sequence' : `${unread} sequences`}`)
      const [fullest] = used
      return pass(
        answered(
          postgres!,
          'sequences',
          fullest ? `${fullest.sequence}: ${fullest.last} of ${fullest.limit}` : 'none is half used',
        ),
      )
    },
  },
})
