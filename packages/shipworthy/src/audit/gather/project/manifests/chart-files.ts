import { baseName, folderOf, joinPath } from '../../../facts/paths.ts'
import type { SettingNode } from '../../../facts/setting-node.ts'
import type { Gathering } from '../gathering.ts'
import { settingTree } from '../setting-tree.ts'
import { parseYaml } from '../yaml-file.ts'
import { mergePatch } from './merge-settings.ts'

/** `values-prod.yaml`, `values.production.yaml`, `production-values.yaml` beside a chart or in the folder above it. */
const PRODUCTION = /^(values[._-](prod|production|live)|(prod|production|live)[._-]values)\.ya?ml$/

/** The values of the charts in some folders; those the production file sets are no longer defaults. */
export function loadChartValues(
  gathering: Gathering,
  charts: readonly string[],
): (folder: string) => SettingNode | undefined {
  const cache = new Map<string, SettingNode | undefined>()
  return (folder) => {
    if (!cache.has(folder)) cache.set(folder, charts.includes(folder) ? valuesOf(gathering, folder) : undefined)
    return cache.get(folder)
  }
}

function valuesOf(gathering: Gathering, folder: string): SettingNode | undefined {
  const paths = gathering.files.map(({ path }) => path)
  const defaults = read(gathering, joinPath(folder, 'values.yaml'), paths)
  const marked = defaults && markDefaults(defaults)
  const production = paths.find(
    (path) => PRODUCTION.test(baseName(path)) && (folderOf(path) === folder || folderOf(path) === folderOf(folder)),
  )
  const own = production === undefined ? undefined : read(gathering, production, paths)
  return marked && own ? mergePatch(marked, own) : (own ?? marked)
}

function read(gathering: Gathering, path: string, paths: readonly string[]): SettingNode | undefined {
  if (!paths.includes(path)) return undefined
  const result = gathering.reader.read(path)
  const parsed = 'text' in result ? parseYaml(result.text) : undefined
  if (!parsed || 'reason' in parsed) return undefined
  const contents = parsed.documents[0]?.contents
  return contents ? settingTree(path, contents, parsed.lineOf) : undefined
}

/** Whoever installs the chart may overrule every value, and add to every map. */
function markDefaults(node: SettingNode): SettingNode {
  if (node.kind === 'scalar') return { ...node, isDefault: true }
  const open = [`default of ${node.file}`]
  if (node.kind === 'list') return { ...node, items: node.items.map(markDefaults), open }
  return { ...node, entries: new Map([...node.entries].map(([key, value]) => [key, markDefaults(value)])), open }
}
