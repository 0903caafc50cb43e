import { toPage, type Page, type PageRequest } from '../domain/page.ts'
import type { Locale, Role, User } from '../domain/user.ts'
import type { Queryable } from './queryable.ts'
import { timePosition } from './time-position.ts'

export interface UserRow {
  id: string
  email: string
  password_hash: string | null
  name: string
  locale: Locale
  roles: Role[]
  email_verified_at: Date | null
  blocked_at: Date | null
  created_at: Date
}

export interface NewUser {
  email: string
  passwordHash: string
  name: string
  locale: Locale
  roles?: readonly Role[]
  isEmailVerified?: boolean
}

/** @returns undefined when the address is taken. */
export async function insertUser(db: Queryable, user: NewUser): Promise<User | undefined> {
  const { rows } = await db.query<UserRow>(
    `INSERT INTO users (email, password_hash, name, locale, roles, email_verified_at)
     VALUES ($1, $2, $3, $4, $5, CASE WHEN $6 THEN now() END) ON CONFLICT (email) DO NOTHING RETURNING *`,
    [user.email, user.passwordHash, user.name, user.locale, user.roles ?? ['client'], user.isEmailVerified ?? false],
  )
  return rows[0] && toUser(rows[0])
}

export async function findUser(db: Queryable, id: string): Promise<User | undefined> {
  const { rows } = await db.query<UserRow>('SELECT * FROM users WHERE id = $1', [id])
  return rows[0] && toUser(rows[0])
}

/** With what a login needs. */
export async function findCredentials(
  db: Queryable,
  email: string,
): Promise<{ user: User; passwordHash: string | null } | undefined> {
  const { rows } = await db.query<UserRow>('SELECT * FROM users WHERE email = $1', [email])
  return rows[0] && { user: toUser(rows[0]), passwordHash: rows[0].password_hash }
}

export async function updatePasswordHash(db: Queryable, id: string, hash: string): Promise<void> {
  await db.query('UPDATE users SET password_hash = $2 WHERE id = $1', [id, hash])
}

export async function updateUser(
  db: Queryable,
  id: string,
  change: { name?: string | undefined; locale?: Locale | undefined },
): Promise<User | undefined> {
  const { rows } = await db.query<UserRow>(
    'UPDATE users SET name = coalesce($2, name), locale = coalesce($3, locale) WHERE id = $1 RETURNING *',
    [id, change.name ?? null, change.locale ?? null],
  )
  return rows[0] && toUser(rows[0])
}

export async function countUsers(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ count: number }>('SELECT count(*)::int AS count FROM users')
  return rows[0]!.count
}

export function toUser(row: UserRow): User {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    locale: row.locale,
    roles: row.roles,
    isEmailVerified: row.email_verified_at !== null,
    isBlocked: row.blocked_at !== null,
    createdAt: row.created_at.toISOString(),
  }
}

/** @returns False when the user has another address by now. */
export async function markEmailVerified(db: Queryable, id: string, email: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'UPDATE users SET email_verified_at = coalesce(email_verified_at, now()) WHERE id = $1 AND email = $2',
    [id, email],
  )
  return rowCount === 1
}

export async function setBlocked(db: Queryable, id: string, isBlocked: boolean): Promise<User | undefined> {
  const { rows } = await db.query<UserRow>(
    'UPDATE users SET blocked_at = CASE WHEN $2 THEN coalesce(blocked_at, now()) END WHERE id = $1 RETURNING *',
    [id, isBlocked],
  )
  return rows[0] && toUser(rows[0])
}

/** The newest first. */
export async function listUsers(db: Queryable, page: PageRequest): Promise<Page<User>> {
  const { rows } = await db.query<UserRow & { position: string }>(
    `SELECT *, ${timePosition('created_at')} AS position FROM users
     WHERE $2::text IS NULL OR (created_at, id) < ($2::timestamp AT TIME ZONE 'UTC', $3::uuid)
     ORDER BY created_at DESC, id DESC LIMIT $1`,
    [page.limit + 1, page.after?.at ?? null, page.after?.id ?? null],
  )
  return toPage(rows, page.limit, toUser, ({ position, id }) => ({ at: position, id }))
}
