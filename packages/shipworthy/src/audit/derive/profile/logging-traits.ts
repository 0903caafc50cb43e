import type { Logger } from '../logging-view.ts'
import type { ProfileContext } from './profile-context.ts'
import { mergeTraits, traitAt, type Trait } from './trait.ts'

const FORMATS: Record<Logger['format'], string> = { structured: ', JSON lines', text: ', plain text', unknown: '' }

/** What writes the logs, in which form; `console` when nothing else does. */
export function loggingTraits({ views, trait }: ProfileContext): Trait[] {
  const { loggers, consoleCalls } = views.logging
  if (loggers.length > 0)
    return mergeTraits(loggers.map((logger) => trait(`${logger.library}${FORMATS[logger.format]}`, logger)))
  const [first] = consoleCalls
  return first ? [traitAt('console', 'on', { file: first.file, at: first.call.nameAt })] : []
}
