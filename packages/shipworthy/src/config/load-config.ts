import { resolve } from 'node:path'
import { offsetOf, type ConfigDocument } from './config-document.ts'
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
  /** Where each suppression stands in it. */
  suppressionLines: number[]
}

/**
 * Finds, reads and checks the configuration.
 *
 * @throws ShipworthyError `SW_ERR_CONFIG_…` with file, line and column.
 */
export async function loadConfig({ folder, file, ruleIds }: ConfigRequest): Promise<LoadedConfig> {
  const { document, code } = locate(folder, file)
  if (!document) return { config: {}, path: undefined, code, suppressionLines: [] }
  // Most projects have no configuration and should not wait for what checks one.
  const { validateConfig } = await import('./validate-config.ts')
  const config = validateConfig(document, ruleIds)
  const suppressionLines = (config.suppressions ?? []).map((_, index) => lineOf(document, ['suppressions', index]))
  return { config, path: document.path, code, suppressionLines }
}

function lineOf({ text, root }: ConfigDocument, place: readonly PropertyKey[]): number {
  return text.slice(0, offsetOf(root, place)).split('\n').length
}

function locate(folder: string | undefined, file: string | undefined): FoundConfig {
  if (file !== undefined) return { document: readConfigDocument(resolve(file), file), code: [] }
  return folder === undefined ? { document: undefined, code: [] } : findConfig(folder)
}
