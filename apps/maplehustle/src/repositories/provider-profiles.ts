import type { ProviderProfile } from '../domain/provider-profile.ts'
import type { Queryable } from './queryable.ts'

const COLUMNS = 'user_id AS "userId", display_name AS "displayName", bio, city, time_zone AS "timeZone"'

export async function findProviderProfile(db: Queryable, userId: string): Promise<ProviderProfile | undefined> {
  const { rows } = await db.query<ProviderProfile>(`SELECT ${COLUMNS} FROM provider_profiles WHERE user_id = $1`, [
    userId,
  ])
  return rows[0]
}

/** Makes or changes it; whoever has one is a provider. */
export async function saveProviderProfile(db: Queryable, profile: ProviderProfile): Promise<ProviderProfile> {
  const { userId, displayName, bio, city, timeZone } = profile
  await db.query(`UPDATE users SET roles = roles || '{provider}' WHERE id = $1 AND NOT roles @> '{provider}'`, [userId])
  const { rows } = await db.query<ProviderProfile>(
    `INSERT INTO provider_profiles (user_id, display_name, bio, city, time_zone) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (user_id) DO UPDATE SET display_name = $2, bio = $3, city = $4, time_zone = $5 RETURNING ${COLUMNS}`,
    [userId, displayName, bio, city, timeZone],
  )
  return rows[0]!
}
