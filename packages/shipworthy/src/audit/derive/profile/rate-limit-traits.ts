import type { Middleware } from '../http/route.ts'
import { packageOfName } from '../program/names.ts'
import { possibilities } from '../program/value.ts'
import { mountTraits } from './mount-traits.ts'
import type { ProfileContext } from './profile-context.ts'
import { traitAt, type Trait } from './trait.ts'

/** Limiters in force first; one that is made and hangs nowhere is said to be there all the same. */
export function rateLimitTraits(context: ProfileContext): Trait[] {
  const { views, event } = context
  const { global, all, made } = views.rateLimits
  const limits = global.length > 0 ? global : all
  const mounts = limits.map(({ middleware: entry, force }) => ({ entry, force, name: libraryOf(entry) }))
  if (mounts.length > 0) return mountTraits(context, mounts)
  return made.map((call) =>
    call.force === 'on'
      ? traitAt(packageOfName(call.name), 'off', { file: call.file, at: call.call.nameAt }, 'made, never mounted')
      : event(packageOfName(call.name), call),
  )
}

function libraryOf({ value }: Middleware): string {
  for (const option of possibilities(value)) {
    if (option.kind === 'instance' || option.kind === 'external') {
      const name = packageOfName(option.name)
      return name === 'fastify' ? '@fastify/rate-limit' : name
    }
  }
  return 'rate limiter of its own'
}
