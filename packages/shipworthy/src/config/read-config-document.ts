import { ShipworthyError } from '../errors.ts'
import { findRepeatedKey, type ConfigDocument } from './config-document.ts'
import { configError } from './config-error.ts'
import { parseJsonConfig } from './parse-json-config.ts'
import { parseYamlConfig } from './parse-yaml-config.ts'
import { readConfigText } from './read-config-text.ts'

/** Reads and parses a configuration file. It is data: JSON with comments, or YAML; nothing in it is run. */
export function readConfigDocument(path: string, shown: string, maxBytes?: number): ConfigDocument {
  const text = readConfigText(path, shown, maxBytes)
  const { root, fault } = parse(text, shown)
  const wrong = fault ?? (root && findRepeatedKey(root))
  if (wrong || !root) throw configError(shown, text, [wrong ?? { at: 0, problem: 'the file is empty' }])
  return { path: shown, text, root }
}

function parse(text: string, shown: string): ReturnType<typeof parseJsonConfig> {
  try {
    if (/\.ya?ml$/i.test(shown)) return parseYamlConfig(text)
    if (/\.jsonc?$/i.test(shown)) return parseJsonConfig(text)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw ShipworthyError.of('SW_ERR_CONFIG_UNREADABLE', { path: shown, reason: 'it is nested too deeply' }, error)
  }
  const reason = 'only .json, .jsonc, .yaml and .yml files are configurations; code is never run'
  throw ShipworthyError.of('SW_ERR_CONFIG_UNREADABLE', { path: shown, reason })
}
