import type { Sessions } from '@shipworthy/kit/auth'
import type { PgPool } from '@shipworthy/kit/database'
import type { Page } from '../domain/page.ts'
import type { Actor, User } from '../domain/user.ts'
import { listUsers, setBlocked } from '../repositories/users.ts'
import { cursorOf, type ListRequest } from './catalogue.ts'
import { conflict, notFound } from './problem.ts'

export interface Administration {
  listUsers: (list: ListRequest) => Promise<Page<User>>
  /** Ends all sessions of the user, too. */
  block: (actor: Actor, userId: string) => Promise<User>
  unblock: (userId: string) => Promise<User>
}

export function createAdministration({ pool, sessions }: { pool: PgPool; sessions: Sessions }): Administration {
  async function set(userId: string, isBlocked: boolean): Promise<User> {
    const user = await setBlocked(pool, userId, isBlocked)
    if (!user) throw notFound('user')
    return user
  }
  return {
    listUsers: ({ limit, cursor }) => listUsers(pool, { limit, after: cursorOf(cursor, 'time') }),
    block: async (actor, userId) => {
      if (actor.id === userId) throw conflict('You cannot block yourself.')
      const user = await set(userId, true)
      await sessions.revokeAll(userId)
      return user
    },
    unblock: (userId) => set(userId, false),
  }
}
