import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { RULES } from '../../packages/shipworthy/src/audit/rules/registry.generated.ts'
import { loadConfig } from '../../packages/shipworthy/src/config/load-config.ts'

/** Loads a snippet the way the command would: as a configuration, or as the package.json that holds one. */
export async function checkConfigSnippet(code: string, language: string, folder: string): Promise<void> {
  const name = /^\s*\{\s*"shipworthy"/.test(code) ? 'package.json' : `shipworthy.config.${language}`
  writeFileSync(join(folder, name), code)
  const { path } = await loadConfig({ folder, ruleIds: RULES.map(({ id }) => id) })
  if (path === undefined) throw new Error(`${name} was not taken for a configuration`)
}
