import type { LiveFacts } from '../../facts/live/live-facts.ts'
import { maskText } from './mask-text.ts'
import type { Recording } from './record-reader.ts'
import type { SavedFacts } from './saved-facts.ts'

/**
 * What a recorded audit read, as a file that can be sent with a bug report and audited again. Secrets are masked before
 * they are written; nothing of their letters and digits is left.
 *
 * @param tool What saves it, with its version.
 * @param live What a running system answered; without secrets, as everything in it.
 */
export function saveFacts(recording: Recording, tool: string, live: LiveFacts | undefined = recording.live): string {
  const texts: [string, string][] = []
  const problems: [string, string][] = []
  for (const [path, result] of recording.results) {
    if ('text' in result) texts.push([path, maskText(path, result.text)])
    else problems.push([path, result.problem])
  }
  const { credentials, browserSecrets } = recording.found()
  const saved: SavedFacts = {
    version: 1,
    tool,
    name: recording.name,
    git: recording.git,
    files: recording.files,
    outerFiles: recording.outerFiles,
    closedFolders: [...(recording.closedFolders ?? [])],
    texts: Object.fromEntries(texts),
    problems: Object.fromEntries(problems),
    credentials: [...credentials],
    browserSecrets: [...browserSecrets],
    ...(recording.sourceless && { sourceless: true }),
    ...(live && { live }),
  }
  return `${JSON.stringify(saved, null, 2)}\n`
}
