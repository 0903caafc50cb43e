import type { Evidence } from '../../../model/outcome.ts'
import { callAt } from '../../evidence.ts'
import type { Views } from '../../views.ts'

const COMMAND =
  /\b(prisma migrate deploy|knex (.* )?migrate:(latest|up)|typeorm\S* (.* )?migration:run|sequelize(-cli)? db:migrate|drizzle-kit migrate|kysely migrate(:latest)?|node-pg-migrate (.* )?up)(\s|$)/
const CALL = /(\.migrate\.latest|\.runMigrations|\.migrateToLatest|migrator\.migrate|^node-pg-migrate(\.\w+)?)$/

/** Where the service, or what starts it, applies migrations by itself. */
export function appliesMigrations({ steps, program }: Pick<Views, 'steps' | 'program'>): Evidence | undefined {
  const step = steps.find(({ words }) => COMMAND.test(words.join(' ')))
  if (step) return step.evidence[0]
  const call = program.matching(CALL).find(({ force }) => force !== 'off')
  return call && callAt(call)
}
