import type { FactArea } from '../facts/files.ts'
import { classifyPath } from '../facts/path-class.ts'
import type { ProjectFacts } from '../facts/project-facts.ts'

/** The first file of some areas that could not be read and may hold more of what a rule looks for, as a reason. */
export function describeHiddenFile(
  { unreadable, sources }: Pick<ProjectFacts, 'unreadable' | 'sources'>,
  areas: ReadonlySet<FactArea>,
): string | undefined {
  const candidates = [
    ...unreadable.filter(({ area }) => areas.has(area)),
    ...(areas.has('sources') ? sources.failures() : []),
  ]
  const hidden = candidates.find(
    ({ path }) => !/^(test|example|documentation|vendored|generated)$/.test(classifyPath(path)),
  )
  if (!hidden) return undefined
  const place = hidden.line === undefined ? hidden.path : `${hidden.path}:${hidden.line}`
  return `${place} could not be read (${hidden.reason}) and may hold more of it`
}
