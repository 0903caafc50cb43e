import { definePermissions, type Permissions } from '@shipworthy/kit/auth'
import type { Service } from '../domain/service.ts'
import type { Actor } from '../domain/user.ts'

/** What can be done, and to what. */
export interface Resources {
  'service.change': Pick<Service, 'providerId'>
}

export type AppPermissions = Permissions<Actor, Resources>

const owns = (actor: Actor, { providerId }: Pick<Service, 'providerId'>): boolean => providerId === actor.id

/** Who may do what to whose; which role may call which route at all stands beside the routes. */
export const PERMISSIONS: AppPermissions = definePermissions<Actor, Resources>({
  provider: { 'service.change': owns },
  admin: { 'service.change': true },
})
