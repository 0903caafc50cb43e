import { noSource } from '../../audit/gather/project/no-source.ts'
import { readFileSync } from 'node:fs'
import { diskReader } from '../../audit/gather/project/disk-reader.ts'
import type { ProjectReader } from '../../audit/gather/project/project-reader.ts'
import { ShipworthyError } from '../../errors.ts'

/** What is audited: a folder, nothing but a running system, or facts that were saved earlier; then nothing else is read. */
export async function openTarget(dir: string | undefined, from: string | undefined): Promise<ProjectReader> {
  if (from === undefined) return dir === undefined ? noSource('running system') : diskReader(dir)
  const { loadFacts } = await import('../../audit/gather/saved/load-facts.ts')
  return loadFacts(readFacts(from), from)
}

function readFacts(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    const reason = REASONS[code] ?? `it cannot be read (${code})`
    throw ShipworthyError.of('SW_ERR_FACTS_INVALID', { path, reason }, error)
  }
}

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
}
