import { createPasswords } from '@shipworthy/kit/auth'
import { inTransaction, type PgPool } from '@shipworthy/kit/database'
import type { WorkingHours } from '../domain/availability.ts'
import type { User } from '../domain/user.ts'
import { saveWorkingHours } from '../repositories/working-hours.ts'
import { saveProviderProfile } from '../repositories/provider-profiles.ts'
import type { Queryable } from '../repositories/queryable.ts'
import { insertService } from '../repositories/services.ts'
import { countUsers, insertUser } from '../repositories/users.ts'
import { DEMO_CATALOGUE } from './demo-catalogue.ts'
import { DEMO_PASSWORD, DEMO_USERS } from './demo-users.ts'

const EVERY_DAY: readonly WorkingHours[] = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
  weekday,
  begins: '07:00',
  ends: '21:00',
}))

/** Fills an empty database with users and a catalogue to look at. @returns Whether it did. */
export async function seedDemo(pool: PgPool): Promise<boolean> {
  const passwordHash = await createPasswords().hash(DEMO_PASSWORD)
  return inTransaction(pool, async (client) => {
    // Several processes may start at once.
    await client.query("SELECT pg_advisory_xact_lock(hashtext('maplehustle-demo'))")
    if ((await countUsers(client)) > 0) return false
    const users: User[] = []
    for (const user of DEMO_USERS) users.push((await insertUser(client, { ...user, passwordHash }))!)
    await seedCatalogue(client, users.slice(1, 3))
    return true
  })
}

async function seedCatalogue(db: Queryable, providers: readonly User[]): Promise<void> {
  for (const { id, name } of providers) {
    await saveProviderProfile(db, {
      userId: id,
      displayName: name,
      bio: 'Ten years of experience, insured.',
      city: 'Toronto',
      timeZone: 'America/Toronto',
    })
    await saveWorkingHours(db, id, EVERY_DAY)
  }
  for (const [index, draft] of DEMO_CATALOGUE.entries())
    await insertService(db, providers[index % providers.length]!.id, draft)
}
