export const ROLES = ['client', 'provider', 'admin'] as const
export type Role = (typeof ROLES)[number]

export const LOCALES = ['en', 'fr'] as const
export type Locale = (typeof LOCALES)[number]

export interface User {
  id: string
  email: string
  name: string
  locale: Locale
  roles: Role[]
  isEmailVerified: boolean
  isBlocked: boolean
  createdAt: string
}

/** Who does something, as an access token says. */
export interface Actor {
  id: string
  roles: readonly Role[]
  sessionId: string
}

/** E-mail addresses are compared and kept in one spelling. */
export function normalEmail(email: string): string {
  return email.trim().toLowerCase()
}
