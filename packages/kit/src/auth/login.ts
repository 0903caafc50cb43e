import type { Lockout } from './lockout.ts'
import type { Passwords } from './passwords.ts'

export interface LoginOptions<User extends LoginUser> {
  passwords: Passwords
  /** Counts by account and network. */
  lockout: Lockout
  /** Counts by account alone, against many networks at once; it should have many free failures, such as 100. */
  accountLockout?: Lockout
  /** By what users log in with, which should be compared in one spelling. */
  findUser: (login: string) => Promise<User | undefined>
  /** Stores a hash that was made anew. */
  saveHash: (user: User, hash: string) => Promise<unknown>
}

export interface LoginUser {
  passwordHash: string | null
}

export type LoginResult<User> =
  | { outcome: 'right'; user: User }
  /** The same for a wrong password and for a user that does not exist. */
  | { outcome: 'wrong' }
  | { outcome: 'locked'; retryAfterMs: number }

/**
 * Checks a login: lockout, password, a new hash when the old one is too weak. What an answer says, and how much work it
 * takes, is the same whether the user exists or not.
 *
 * @example
 * const checkLogin = createLogin({ passwords, lockout, findUser, saveHash })
 * const result = await checkLogin(email, password, networkOf(request))
 *
 * @param network Counted separately, so that a stranger elsewhere does not lock the user out.
 */
export function createLogin<User extends LoginUser>(options: LoginOptions<User>) {
  const { passwords, findUser, saveHash } = options
  return async function checkLogin(login: string, password: string, network = ''): Promise<LoginResult<User>> {
    const account = `login:${login.trim().toLowerCase()}`
    const counted = [[options.lockout, `${account}|${network}`] as const]
    if (options.accountLockout) counted.push([options.accountLockout, `${account}|*`])
    for (const [lockout, key] of counted) {
      const { isAllowed, retryAfterMs } = await lockout.begin(key)
      if (!isAllowed) return { outcome: 'locked', retryAfterMs }
    }
    const user = await findUser(login)
    const { isRight, rehashed } = await passwords.verify(password, user?.passwordHash)
    if (!user || !isRight) return { outcome: 'wrong' }
    for (const [lockout, key] of counted) await lockout.succeeded(key)
    if (rehashed) await saveHash(user, rehashed)
    return { outcome: 'right', user }
  }
}
