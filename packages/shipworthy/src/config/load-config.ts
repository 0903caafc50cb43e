import { resolve } from 'node:path'
import type { Config } from './config-schema.ts'
import { findConfig, type FoundConfig } from './find-config.ts'
import { readConfigDocument } from './read-config-document.ts'

export interface ConfigRequest {
  /** The audited folder; without one only `file` is looked at. */
  folder?: string | undefined
  /** A file the user chose; then none is looked for. */
  file?: string | undefined
  /** Ids a configuration may name. */
  ruleIds: readonly string[]
}

export interface LoadedConfig {
  config: Config
  /** Where it came from; `undefined` when there is none. */
  path: string | undefined
  /** Files that look like a configuration but are code, which is never run. */
  code: string[]
}

/**
 * Finds, reads and checks the configuration.
 *
 * @throws ShipworthyError `SW_ERR_CONFIG_…` with file, line and column.
 */
export async function loadConfig({ folder, file, ruleIds }: ConfigRequest): Promise<LoadedConfig> {
  const { document, code } = locate(folder, file)
  if (!document) return { config: {}, path: undefined, code }
  // Most projects have no configuration and should not wait for what checks one.
  const { validateConfig } = await import('./validate-config.ts')
  return { config: validateConfig(document, ruleIds), path: document.path, code }
}

function locate(folder: string | undefined, file: string | undefined): FoundConfig {
  if (file !== undefined) return { document: readConfigDocument(resolve(file), file), code: [] }
  return folder === undefined ? { document: undefined, code: [] } : findConfig(folder)
}
