import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ShipworthyError } from '../errors.ts'
import type { ConfigDocument } from './config-document.ts'
import { readConfigDocument } from './read-config-document.ts'
import { readPackageConfig } from './read-package-config.ts'

const NAMES = ['json', 'jsonc', 'yaml', 'yml'].map((extension) => `shipworthy.config.${extension}`)
const CODE = /^shipworthy\.config\.[cm]?[jt]s$/

export interface FoundConfig {
  document: ConfigDocument | undefined
  /** Files that look like a configuration but are code, which is never run. */
  code: string[]
}

/** The configuration of a folder: a file of its own or a key of package.json; two of them are an error. */
export function findConfig(folder: string): FoundConfig {
  const names = namesIn(folder)
  const files = NAMES.filter((name) => names.includes(name))
  const fromPackage = names.includes('package.json') ? readPackageConfig(folder) : undefined
  const all = [...files, ...(fromPackage ? ['package.json'] : [])]
  if (all.length > 1) throw ShipworthyError.of('SW_ERR_CONFIG_AMBIGUOUS', { folder, files: all.join(', ') })
  const [file] = files
  return {
    document: file === undefined ? fromPackage : readConfigDocument(join(folder, file), file),
    code: names.filter((name) => CODE.test(name)),
  }
}

/** A folder that cannot be listed has no configuration; what is wrong with it the audit says. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
