import type { Pool } from '../../packages/kit/src/database/create-pool.ts'
import { inTransaction } from '../../packages/kit/src/database/transaction.ts'
import { DEMO_CATALOGUE } from '../../apps/maplehustle/src/development/demo-catalogue.ts'
import { saveProviderProfile } from '../../apps/maplehustle/src/repositories/provider-profiles.ts'
import { insertService } from '../../apps/maplehustle/src/repositories/services.ts'
import { insertUser } from '../../apps/maplehustle/src/repositories/users.ts'
import { saveWorkingHours } from '../../apps/maplehustle/src/repositories/working-hours.ts'

const WEEK = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, begins: '07:00', ends: '21:00' }))
const SERVICES_EACH = 5

/** Providers who work every day, with services of an hour. @returns The services. */
export async function fillCatalogue(pool: Pool, providers: number): Promise<string[]> {
  const ids: string[] = []
  await inTransaction(pool, async (client) => {
    for (let at = 0; at < providers; at++) {
      const email = `provider-${at}@bench.example`
      const user = (await insertUser(client, { email, passwordHash: '-', name: `Provider ${at}`, locale: 'en' }))!
      const profile = { userId: user.id, displayName: user.name, bio: '', city: 'Toronto', timeZone: 'America/Toronto' }
      await saveProviderProfile(client, profile)
      await saveWorkingHours(client, user.id, WEEK)
      for (let n = 0; n < SERVICES_EACH; n++) {
        const draft = DEMO_CATALOGUE[(at * SERVICES_EACH + n) % DEMO_CATALOGUE.length]!
        ids.push(await insertService(client, user.id, { ...draft, durationMinutes: 60 }))
      }
    }
  })
  await pool.query('ANALYZE')
  return ids
}
