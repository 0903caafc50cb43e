import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { KitError } from '../kit-error.ts'

export type Variables = Readonly<Record<string, string | undefined>>

/**
 * The variables a service runs with: those of the process go before `.env.<environment>`, that goes before `.env`. An
 * empty variable counts as not set.
 */
export function readVariables(
  folder: string | false,
  environment: string,
  variables: Variables,
): Record<string, string> {
  const names = folder === false ? [] : [join(folder, '.env'), join(folder, `.env.${environment}`)]
  const merged: Record<string, string> = Object.assign({}, ...names.map(readFile))
  for (const [name, value] of Object.entries(variables)) if (value !== undefined) merged[name] = value
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ''))
}

function readFile(path: string): Record<string, string> {
  try {
    return parseEnv(readFileSync(path, 'utf8')) as Record<string, string>
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}

/**
 * The content of the file that `NAME_FILE` names, as container platforms hand over secrets, without its last line break.
 *
 * @throws KitError `SW_ERR_KIT_SECRET_FILE` when it cannot be read.
 */
export function readSecretFile(variable: string, path: string): string {
  try {
    return readFileSync(resolve(path), 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown'
    throw new KitError('SW_ERR_KIT_SECRET_FILE', { variable, path, reason }, error)
  }
}
