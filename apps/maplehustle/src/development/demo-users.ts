import type { NewUser } from '../repositories/users.ts'

/** Of every demo user; they exist in development only. */
export const DEMO_PASSWORD = 'maple-demo-2026'

export const DEMO_CLIENT = 'client@maplehustle.example'
export const DEMO_PROVIDER = 'provider@maplehustle.example'
export const DEMO_SECOND_PROVIDER = 'second-provider@maplehustle.example'
export const DEMO_ADMIN = 'admin@maplehustle.example'

export const DEMO_USERS: readonly Omit<NewUser, 'passwordHash'>[] = [
  { email: DEMO_CLIENT, name: 'Camille Roy', locale: 'fr', isEmailVerified: true },
  { email: DEMO_PROVIDER, name: 'Priya Singh', locale: 'en', isEmailVerified: true },
  { email: DEMO_SECOND_PROVIDER, name: 'Étienne Tremblay', locale: 'fr', isEmailVerified: true },
  { email: DEMO_ADMIN, name: 'Alex Morgan', locale: 'en', roles: ['client', 'admin'], isEmailVerified: true },
]
