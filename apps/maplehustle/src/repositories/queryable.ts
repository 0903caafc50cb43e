import type { PgPool } from '@shipworthy/kit/database'

/** A pool, or the client of a transaction: repositories do not care which. */
export type Queryable = Pick<PgPool, 'query'>
