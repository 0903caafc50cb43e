import type { Period, TimeOff, WorkingHours } from '../domain/availability.ts'
import type { Queryable } from './queryable.ts'

interface PeriodRow {
  begins: Date
  ends: Date
}

export async function listWorkingHours(db: Queryable, providerId: string): Promise<WorkingHours[]> {
  // The end of a day is 24:00, which to_char would make 00:00.
  const { rows } = await db.query<WorkingHours>(
    `SELECT weekday, left(begins::text, 5) AS begins, left(ends::text, 5) AS ends
     FROM working_hours WHERE provider_id = $1 ORDER BY weekday, begins`,
    [providerId],
  )
  return rows
}

/** The week as a whole. */
export async function saveWorkingHours(
  db: Queryable,
  providerId: string,
  hours: readonly WorkingHours[],
): Promise<void> {
  await db.query('DELETE FROM working_hours WHERE provider_id = $1', [providerId])
  await db.query(
    `INSERT INTO working_hours (provider_id, weekday, begins, ends)
     SELECT $1, * FROM unnest($2::smallint[], $3::time[], $4::time[])`,
    [providerId, hours.map(({ weekday }) => weekday), hours.map(({ begins }) => begins), hours.map(({ ends }) => ends)],
  )
}

/** Whether a time lies within the working hours of one day, and not in time off. */
export async function isWorkingTime(db: Queryable, providerId: string, startsAt: Date, endsAt: Date): Promise<boolean> {
  const { rows } = await db.query<{ works: boolean }>(
    `SELECT EXISTS (
       SELECT FROM provider_profiles p JOIN working_hours h ON h.provider_id = p.user_id
       WHERE p.user_id = $1 AND h.weekday = extract(isodow FROM $2::timestamptz AT TIME ZONE p.time_zone)
         AND date_trunc('day', $2::timestamptz AT TIME ZONE p.time_zone) + h.begins <= $2::timestamptz AT TIME ZONE p.time_zone
         AND date_trunc('day', $2::timestamptz AT TIME ZONE p.time_zone) + h.ends >= $3::timestamptz AT TIME ZONE p.time_zone
     ) AND NOT EXISTS (
       SELECT FROM time_off WHERE provider_id = $1 AND during && tstzrange($2, $3)
     ) AS works`,
    [providerId, startsAt, endsAt],
  )
  return rows[0]!.works
}

/** Bookings and time off within a time; not whose. */
export async function listBusy(db: Queryable, providerId: string, from: Date, to: Date): Promise<Period[]> {
  const { rows } = await db.query<PeriodRow>(
    `SELECT lower(during) AS begins, upper(during) AS ends FROM (
       SELECT during FROM bookings WHERE provider_id = $1 AND state <> 'cancelled' AND during && tstzrange($2, $3)
       UNION ALL
       SELECT during FROM time_off WHERE provider_id = $1 AND during && tstzrange($2, $3)
     ) busy ORDER BY begins`,
    [providerId, from, to],
  )
  return rows.map(toPeriod)
}

export async function insertTimeOff(db: Queryable, providerId: string, from: Date, to: Date): Promise<TimeOff> {
  const { rows } = await db.query<PeriodRow & { id: string }>(
    `INSERT INTO time_off (provider_id, during) VALUES ($1, tstzrange($2, $3))
     RETURNING id, lower(during) AS begins, upper(during) AS ends`,
    [providerId, from, to],
  )
  return { id: rows[0]!.id, ...toPeriod(rows[0]!) }
}

export async function deleteTimeOff(db: Queryable, providerId: string, id: string): Promise<boolean> {
  const { rowCount } = await db.query('DELETE FROM time_off WHERE provider_id = $1 AND id = $2', [providerId, id])
  return rowCount === 1
}

function toPeriod({ begins, ends }: PeriodRow): Period {
  return { from: begins.toISOString(), to: ends.toISOString() }
}
