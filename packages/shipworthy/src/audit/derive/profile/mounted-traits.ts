import { mountedForce } from '../http/middleware.ts'
import type { Middleware } from '../http/route.ts'
import { packageOfName } from '../program/names.ts'
import { possibilities, type Value } from '../program/value.ts'
import { corsTraits } from './cors-traits.ts'
import { dormantTraits } from './dormant-traits.ts'
import { MIDDLEWARE_KINDS, type ProfiledKind } from './middleware-kinds.ts'
import { mountTraits, type Mount } from './mount-traits.ts'
import { placeSuffix } from './place-suffix.ts'
import type { ProfileContext } from './profile-context.ts'
import { rateLimitTraits } from './rate-limit-traits.ts'
import { mergeTraits, type Trait } from './trait.ts'

/** What runs before the handlers, in force or not, and the handler of their errors. */
export function mountedTraits(context: ProfileContext): Trait[] {
  const { http } = context.views
  const mounts = new Set([...http.apps, ...http.routes].flatMap(({ middleware }) => middleware))
  const [headers, ...others] = MIDDLEWARE_KINDS.map((kind) => kindTraits(context, kind, [...mounts]))
  const errors = http.apps.flatMap((app) =>
    app.errorHandlers.slice(0, 1).map((entry) => context.trait('error handler', entry)),
  )
  return mergeTraits([headers ?? [], corsTraits(context), rateLimitTraits(context), ...others, errors].flat())
}

/** Mounts on the whole application say more than mounts on a part of it. */
function kindTraits(context: ProfileContext, kind: ProfiledKind, mounts: readonly Middleware[]): Trait[] {
  const found = mounts.flatMap((entry): Mount[] => {
    const force = mountedForce(context.views.program, entry, kind)
    return force ? [{ entry, force, name: nameOf(entry.value, kind) }] : []
  })
  const whole = found.filter(({ entry, force }) => placeSuffix(entry) === '' && force !== 'off')
  const traits = mountTraits(context, whole.length > 0 ? whole : found)
  return traits.length > 0 ? traits : dormantTraits(context, kind)
}

/** `helmet`, `express.json`, `helmet.hsts`; a function of the project goes by its purpose. */
function nameOf(value: Value, { made, purpose }: ProfiledKind): string {
  for (const option of possibilities(value)) {
    for (let current: Value | undefined = option; current; current = parentOf(current)) {
      const name = current.kind === 'instance' || current.kind === 'external' ? current.name : ''
      if (!made.test(name) && !made.test(`${name}()`)) continue
      const plain = name.replace(/\(\)/g, '')
      const library = packageOfName(plain)
      return library === 'hono' ? `Hono ${purpose}` : library === 'passport' ? library : plain
    }
  }
  return purpose
}

function parentOf(value: Value): Value | undefined {
  return value.kind === 'instance' ? value.parent : undefined
}
