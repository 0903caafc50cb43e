import type { ProfileEntry } from '../model/report.ts'
import { cacheTraits } from './profile/cache-traits.ts'
import { containerTraits } from './profile/container-traits.ts'
import { databaseTraits } from './profile/database-traits.ts'
import { entryTraits } from './profile/entry-traits.ts'
import { frameworkTraits } from './profile/framework-traits.ts'
import { healthTraits } from './profile/health-traits.ts'
import { loggingTraits } from './profile/logging-traits.ts'
import { makerTraits } from './profile/maker-traits.ts'
import { QUEUE_MAKERS } from './profile/makers.ts'
import { mountedTraits } from './profile/mounted-traits.ts'
import { nodeTraits } from './profile/node-traits.ts'
import { createProfileContext, type ProfileContext } from './profile/profile-context.ts'
import { routeTraits } from './profile/route-traits.ts'
import type { Trait } from './profile/trait.ts'
import type { Views } from './views.ts'

const PARTS: readonly [label: string, describe: (context: ProfileContext) => Trait[]][] = [
  ['Framework', frameworkTraits],
  ['Entry', entryTraits],
  ['Container', containerTraits],
  ['Node.js', nodeTraits],
  ['Database', databaseTraits],
  ['Cache', cacheTraits],
  ['Queue', (context) => makerTraits(context, QUEUE_MAKERS)],
  ['Routes', routeTraits],
  ['Mounted', mountedTraits],
  ['Health', healthTraits],
  ['Logging', loggingTraits],
]

/**
 * What the service was found to be: the first thing a reader checks. Each trait says whether it is in force, present but
 * disabled, or not certain; one that fails to be described never stops the report.
 */
export function describeProject(views: Views): ProfileEntry[] {
  const context = createProfileContext(views)
  return PARTS.map(([label, describe]) => ({ label, values: attempt(describe, context) })).filter(
    ({ values }) => values.length > 0,
  )
}

function attempt(describe: (context: ProfileContext) => Trait[], context: ProfileContext): Trait[] {
  try {
    return describe(context)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return [{ text: 'could not be described', state: 'unknown', reason }]
  }
}
