import { inTransaction, type PgPool } from '@shipworthy/kit/database'
import type { Availability, TimeOff, WorkingHours } from '../domain/availability.ts'
import type { Actor } from '../domain/user.ts'
import {
  deleteTimeOff,
  insertTimeOff,
  listBusy,
  listWorkingHours,
  saveWorkingHours,
} from '../repositories/working-hours.ts'
import { findProviderProfile } from '../repositories/provider-profiles.ts'
import { conflict, notFound, unprocessable } from './problem.ts'

export interface Availabilities {
  /** When a provider works, and when not any more, within some days. */
  read: (providerId: string, from: Date, days: number) => Promise<Availability>
  saveHours: (actor: Actor, hours: readonly WorkingHours[]) => Promise<WorkingHours[]>
  addTimeOff: (actor: Actor, from: Date, to: Date) => Promise<TimeOff>
  removeTimeOff: (actor: Actor, id: string) => Promise<void>
}

const DAY_MS = 86_400_000

export function createAvailabilities({ pool }: { pool: PgPool }): Availabilities {
  return {
    read: async (providerId, from, days) => {
      const profile = await findProviderProfile(pool, providerId)
      if (!profile) throw notFound('provider')
      const to = new Date(from.getTime() + days * DAY_MS)
      const hours = await listWorkingHours(pool, providerId)
      return { timeZone: profile.timeZone, hours, busy: await listBusy(pool, providerId, from, to) }
    },
    saveHours: async (actor, hours) => {
      checkHours(hours)
      if (!(await findProviderProfile(pool, actor.id))) throw conflict('Set up a provider profile first.')
      await inTransaction(pool, (client) => saveWorkingHours(client, actor.id, hours))
      return listWorkingHours(pool, actor.id)
    },
    addTimeOff: async (actor, from, to) => {
      if (from >= to) throw unprocessable('Time off ends after it begins.')
      if (!(await findProviderProfile(pool, actor.id))) throw conflict('Set up a provider profile first.')
      return insertTimeOff(pool, actor.id, from, to)
    },
    removeTimeOff: async (actor, id) => {
      if (!(await deleteTimeOff(pool, actor.id, id))) throw notFound('time off')
    },
  }
}

/** Times of one spelling can be compared as texts. */
function checkHours(hours: readonly WorkingHours[]): void {
  const sorted = hours.toSorted((a, b) => a.weekday - b.weekday || (a.begins < b.begins ? -1 : 1))
  for (const [index, { weekday, begins, ends }] of sorted.entries()) {
    const next = sorted[index + 1]
    if (begins >= ends) throw unprocessable(`${begins} to ${ends} is no time.`)
    if (next?.weekday === weekday && next.begins < ends) throw unprocessable(`Hours overlap at ${next.begins}.`)
  }
}
