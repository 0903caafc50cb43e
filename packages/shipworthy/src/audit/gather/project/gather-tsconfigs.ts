import { baseName, folderOf, joinPath } from '../../facts/paths.ts'
import type { TsConfig } from '../../facts/tsconfig.ts'
import { readMatching, type Gathering } from './gathering.ts'
import { parseJsonSettings } from './parse-json-settings.ts'

interface Raw {
  extends?: string | string[]
  compilerOptions?: { baseUrl?: string; paths?: Record<string, string[]>; outDir?: string; rootDir?: string }
}

/** Reads tsconfig files with what they extend; a base from a package is not followed. */
export function gatherTsConfigs(gathering: Gathering): TsConfig[] {
  const files = readMatching(gathering, 'settings', (path) => /^(tsconfig|jsconfig)[\w.-]*\.json$/.test(baseName(path)))
  const raw = new Map(
    files.map(({ path, text }): [string, Raw] => {
      const { value, problem } = parseJsonSettings(text)
      if (problem) gathering.unreadable.push({ area: 'settings', path, ...problem })
      return [path, typeof value === 'object' && value !== null ? value : {}]
    }),
  )
  return [...raw.keys()]
    .filter((path) => /^(tsconfig|jsconfig)\.json$/.test(baseName(path)))
    .map((path) => flatten(path, raw, new Set()))
}

function flatten(path: string, raw: Map<string, Raw>, seen: Set<string>): TsConfig {
  const directory = folderOf(path)
  const config = raw.get(path)
  const options = config?.compilerOptions ?? {}
  seen.add(path)
  let inherited: TsConfig | undefined
  for (const base of [config?.extends ?? []].flat()) {
    if (typeof base !== 'string' || !base.startsWith('.')) continue
    const target = joinPath(directory, base.endsWith('.json') ? base : `${base}.json`)
    if (raw.has(target) && !seen.has(target)) inherited = flatten(target, raw, seen)
  }
  const own = (value: unknown): string | undefined =>
    typeof value === 'string' ? joinPath(directory, value) : undefined
  const baseUrl = own(options.baseUrl) ?? inherited?.baseUrl
  const outDir = own(options.outDir) ?? inherited?.outDir
  const rootDir = own(options.rootDir) ?? inherited?.rootDir
  return {
    path,
    directory,
    ...(baseUrl !== undefined && { baseUrl }),
    ...(outDir !== undefined && { outDir }),
    ...(rootDir !== undefined && { rootDir }),
    paths: options.paths
      ? absolutePaths(options.paths, own(options.baseUrl) ?? inherited?.baseUrl ?? directory)
      : (inherited?.paths ?? {}),
  }
}

function absolutePaths(paths: Record<string, unknown>, base: string): Record<string, string[]> {
  const result: Record<string, string[]> = {}
  for (const [pattern, targets] of Object.entries(paths)) {
    if (!Array.isArray(targets)) continue
    result[pattern] = targets.filter((target) => typeof target === 'string').map((target) => joinPath(base, target))
  }
  return result
}
