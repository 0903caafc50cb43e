import { defineTask } from '@shipworthy/kit/jobs'
import { z } from 'zod'
import type { Maintenance } from '../services/maintenance.ts'

/** Looks after the tables of the database. */
export function maintenanceTask(maintenance: Maintenance) {
  return defineTask({
    name: 'maintain-database',
    queue: 'low',
    schema: z.object({}),
    timeoutMs: 30 * 60_000,
    retries: 1,
    handler: (_, { signal }) => maintenance.run(signal),
  })
}
