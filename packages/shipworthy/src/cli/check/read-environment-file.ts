import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { ShipworthyError } from '../../errors.ts'

/** The variables of a `.env` file. */
export function readEnvironmentFile(path: string): Map<string, string> {
  try {
    return new Map(Object.entries(parseEnv(readFileSync(path, 'utf8'))) as [string, string][])
  } catch (error) {
    const { code = 'it cannot be parsed' } = error as NodeJS.ErrnoException
    throw ShipworthyError.of('SW_ERR_ENV_FILE', { path, reason: REASONS[code] ?? code }, error)
  }
}

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
}
