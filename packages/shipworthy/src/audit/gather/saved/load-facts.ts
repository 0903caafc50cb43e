import { ShipworthyError } from '../../../errors.ts'
import type { ProjectReader } from '../project/project-reader.ts'
import { checkSavedFacts } from './check-saved-facts.ts'

/**
 * A reader of what `saveFacts` wrote: the audit of it says what the audit of the project said, without the project.
 *
 * @example
 * const report = runAudit(loadFacts(readFileSync('facts.json', 'utf8'), 'facts.json'))
 *
 * @param path Where the text comes from, for the error.
 * @throws ShipworthyError `SW_ERR_FACTS_INVALID` when it is not what `saveFacts` writes.
 */
export function loadFacts(text: string, path: string): ProjectReader {
  const saved = checkSavedFacts(parse(text, path))
  if (typeof saved === 'string') throw ShipworthyError.of('SW_ERR_FACTS_INVALID', { path, reason: saved })
  const texts = new Map(Object.entries(saved.texts))
  const problems = new Map(Object.entries(saved.problems))
  return {
    name: saved.name,
    git: saved.git,
    files: saved.files,
    outerFiles: saved.outerFiles,
    closedFolders: saved.closedFolders,
    secrets: { credentials: saved.credentials, browserSecrets: saved.browserSecrets },
    ...(saved.sourceless && { sourceless: true }),
    ...(saved.live && { live: saved.live }),
    read: (file) => {
      const known = texts.get(file)
      return known === undefined
        ? { problem: problems.get(file) ?? 'it was not read when the facts were saved' }
        : { text: known }
    },
  }
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    const reason = `it is not JSON (${error instanceof Error ? error.message : 'cannot be parsed'})`
    throw ShipworthyError.of('SW_ERR_FACTS_INVALID', { path, reason }, error)
  }
}
