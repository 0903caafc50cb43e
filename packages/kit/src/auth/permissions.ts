import { KitError } from '../kit-error.ts'

/** Who does something. */
export interface Actor {
  id: string
  roles: readonly string[]
}

/** `true`: always. A predicate: when it holds for what the action is done to, as for what the actor owns. */
export type Permission<A extends Actor, Resource> = true | ((actor: A, resource: Resource) => boolean)

/** Role → action → permission. What is not there is not allowed. */
export type PermissionTable<A extends Actor, Resources> = Readonly<
  Record<string, { readonly [Action in keyof Resources]?: Permission<A, Resources[Action]> }>
>

export interface Permissions<A extends Actor, Resources> {
  /** Whether one of the actor's roles allows it. Without the resource, what depends on it is not allowed. */
  allows: <Action extends keyof Resources & string>(actor: A, action: Action, resource?: Resources[Action]) => boolean
  /** @throws KitError `SW_ERR_KIT_FORBIDDEN`. */
  demand: <Action extends keyof Resources & string>(actor: A, action: Action, resource?: Resources[Action]) => void
  /** The whole table, for a test that holds it to what was decided, and for people who must know. */
  matrix: () => { role: string; action: string; permission: 'always' | 'depends' }[]
}

/**
 * Who may do what.
 *
 * @example
 * const permissions = definePermissions<Actor, { 'order.read': Order; 'user.delete': User }>({
 *   customer: { 'order.read': (actor, order) => order.customerId === actor.id },
 *   support: { 'order.read': true },
 *   admin: { 'order.read': true, 'user.delete': true },
 * })
 * permissions.demand(actor, 'order.read', order)
 */
export function definePermissions<A extends Actor, Resources>(
  table: PermissionTable<A, Resources>,
): Permissions<A, Resources> {
  // Maps, so that no role is called `constructor`.
  const roles = new Map(
    Object.entries(table).map(([role, actions]) => [
      role,
      new Map(Object.entries(actions) as [string, Permission<A, unknown>][]),
    ]),
  )

  const allows: Permissions<A, Resources>['allows'] = (actor, action, resource) =>
    actor.roles.some((role) => {
      const permission = roles.get(role)?.get(action)
      if (permission === true) return true
      // Exactly true: a predicate that answers with a promise would allow everything.
      return permission !== undefined && resource !== undefined && permission(actor, resource) === true
    })

  return {
    allows,
    demand: (actor, action, resource) => {
      if (!allows(actor, action, resource)) throw new KitError('SW_ERR_KIT_FORBIDDEN', { action })
    },
    matrix: () =>
      [...roles].flatMap(([role, actions]) =>
        [...actions].map(([action, permission]) => ({
          role,
          action,
          permission: permission === true ? ('always' as const) : ('depends' as const),
        })),
      ),
  }
}
