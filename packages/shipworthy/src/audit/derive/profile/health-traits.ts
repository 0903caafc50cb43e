import { kindOf } from '../http/health-view.ts'
import type { ProfileContext } from './profile-context.ts'
import { mergeTraits, type Trait } from './trait.ts'

/** Endpoints that say how the service is, and those that would if they were switched on. */
export function healthTraits({ views, trait }: ProfileContext): Trait[] {
  const { endpoints, disabled } = views.health
  const found = endpoints.map(({ path, force, library, evidence: { file, line } }): Trait => {
    const text = library === undefined ? path : `${path} through ${library}`
    return { text, ...(file && { file }), ...(line && { line }), state: force === 'on' ? 'on' : 'unknown' }
  })
  const off = views.http.routes
    .filter(({ force, path }) => force === 'off' && kindOf(path) !== undefined)
    .map((route) => trait(route.path, route))
  return mergeTraits([...found, ...off, ...(disabled ? [disabledTrait(disabled)] : [])])
}

/** `under-pressure is registered without a route`: the subject is the trait, the rest says why. */
function disabledTrait({ text, evidence }: { text: string; evidence: { file?: string; line?: number } }): Trait {
  const [subject = text, reason] = text.split(/ is (.*)/s)
  return {
    text: subject,
    ...(evidence.file && { file: evidence.file }),
    ...(evidence.line && { line: evidence.line }),
    state: 'off',
    ...(reason && { reason }),
  }
}
