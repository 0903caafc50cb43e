import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { RULES } from '../../packages/shipworthy/src/audit/rules/registry.generated.ts'
import { loadConfig } from '../../packages/shipworthy/src/config/load-config.ts'
import { loadMonitorConfig } from '../../packages/shipworthy/src/monitor/load-monitor-config.ts'

/** Loads a snippet the way the command would: as a configuration, or as the package.json that holds one. */
export async function checkConfigSnippet(code: string, language: string, folder: string): Promise<void> {
  if (/^\s*(\{\s*")?services\b/m.test(code)) return checkMonitorSnippet(code, language, folder)
  const name = /^\s*\{\s*"shipworthy"/.test(code) ? 'package.json' : `shipworthy.config.${language}`
  writeFileSync(join(folder, name), code)
  const { path } = await loadConfig({ folder, ruleIds: RULES.map(({ id }) => id) })
  if (path === undefined) throw new Error(`${name} was not taken for a configuration`)
}

/** What it takes from the environment is set. */
function checkMonitorSnippet(code: string, language: string, folder: string): void {
  const names = [...code.matchAll(/\$\{(\w+)/g)].map(([, name = '']) => [name, `https://user:${name}@example.com`])
  const file = `shipworthy.monitor.${language}`
  writeFileSync(join(folder, file), code)
  loadMonitorConfig(file, folder, Object.fromEntries(names) as Record<string, string>)
}
