import { join } from 'node:path'
import { ShipworthyError } from '../errors.ts'
import { findRepeatedKey, type ConfigDocument } from './config-document.ts'
import { configError } from './config-error.ts'
import { parseJsonConfig } from './parse-json-config.ts'
import { readConfigText } from './read-config-text.ts'

const NAME = 'package.json'

/**
 * The key `shipworthy` of package.json. A package.json that cannot be read has no configuration, and the audit reports it
 * as unreadable; only one that is broken around that very key is an error here.
 */
export function readPackageConfig(folder: string): ConfigDocument | undefined {
  const text = readText(join(folder, NAME))
  if (!text?.includes('"shipworthy"')) return undefined
  const { root, fault } = parse(text)
  const entry = root?.kind === 'map' ? root.entries.find(({ key }) => key === 'shipworthy') : undefined
  if (!entry) return undefined
  const wrong = fault ?? findRepeatedKey(entry.node)
  if (wrong) throw configError(NAME, text, [wrong])
  return { path: NAME, text, root: entry.node }
}

/** What is nested too deeply to be parsed is no configuration either. */
function parse(text: string): Partial<ReturnType<typeof parseJsonConfig>> {
  try {
    return parseJsonConfig(text)
  } catch (error) {
    if (error instanceof RangeError) return {}
    throw error
  }
}

function readText(path: string): string | undefined {
  try {
    return readConfigText(path, NAME)
  } catch (error) {
    if (error instanceof ShipworthyError) return undefined
    throw error
  }
}
