import type { FileLookup } from '../../../facts/file-lookup.ts'
import type { PackageManifest } from '../../../facts/packages.ts'
import { ancestors, folderOf, joinPath } from '../../../facts/paths.ts'
import type { TsConfig } from '../../../facts/tsconfig.ts'

export type ModuleResolver = (fromFile: string, specifier: string) => string | undefined

/**
 * Where an import leads inside the project: relative paths, tsconfig `paths` and `baseUrl`, package `imports`, workspace
 * packages, and the `@/` and `~/` that bundlers agree on. A package from the registry leads nowhere.
 */
export function createModuleResolver(
  lookup: FileLookup,
  manifests: readonly PackageManifest[],
  tsconfigs: readonly TsConfig[],
): ModuleResolver {
  const configs = new Map(tsconfigs.map((config) => [config.directory, config]))
  const packages = new Map(manifests.map((manifest) => [manifest.directory, manifest]))
  const named = new Map(manifests.flatMap((manifest) => (manifest.name ? [[manifest.name, manifest]] : [])))
  const cache = new Map<string, string | undefined>()

  function nearest<T>(items: Map<string, T>, folder: string): T | undefined {
    for (const ancestor of ancestors(folder)) {
      const item = items.get(ancestor)
      if (item) return item
    }
    return undefined
  }

  /** A relative path; one into a build folder that is not in the repository leads to what it is built from. */
  function viaFolder(folder: string, specifier: string): string | undefined {
    const path = joinPath(folder, specifier)
    const root = nearest(packages, folder)?.directory ?? ''
    const isInRoot = root === '' || path.startsWith(`${root}/`)
    const inner = root === '' ? path : path.slice(root.length + 1)
    return lookup.module(path) ?? (isInRoot ? lookup.sourceOfOutput(root, inner) : undefined)
  }

  function viaConfig(folder: string, specifier: string): string | undefined {
    const config = nearest(configs, folder)
    if (!config) return undefined
    for (const [pattern, targets] of Object.entries(config.paths)) {
      const rest = matchPattern(pattern, specifier)
      if (rest === undefined) continue
      for (const target of targets) {
        const found = lookup.module(target.replace('*', rest))
        if (found) return found
      }
    }
    return config.baseUrl === undefined ? undefined : lookup.module(joinPath(config.baseUrl, specifier))
  }

  function viaPackageImports(folder: string, specifier: string): string | undefined {
    const manifest = nearest(packages, folder)
    for (const [pattern, target] of Object.entries(manifest?.imports ?? {})) {
      const rest = matchPattern(pattern, specifier)
      if (rest === undefined) continue
      const found = lookup.sourceOfOutput(manifest!.directory, target.replace('*', rest))
      if (found) return found
    }
    return undefined
  }

  function viaWorkspace(specifier: string): string | undefined {
    const parts = specifier.split('/')
    const name = parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
    const manifest = named.get(name)
    if (!manifest) return undefined
    const inner = specifier.slice(name.length + 1)
    return entryOf(manifest, inner)
  }

  function entryOf(manifest: PackageManifest, inner: string): string | undefined {
    const subpath = inner ? `./${inner}` : '.'
    const targets = manifest.exports.flatMap(({ subpath: pattern, target }) => {
      const rest = matchPattern(pattern, subpath)
      return rest === undefined || target.endsWith('.d.ts') ? [] : [target.replace('*', rest)]
    })
    const guesses = inner ? [inner, `src/${inner}`] : [manifest.main ?? 'index', 'src/index', 'index', 'src/main']
    for (const target of [...targets, ...guesses]) {
      const found = lookup.sourceOfOutput(manifest.directory, target)
      if (found) return found
    }
    return undefined
  }

  function viaConvention(folder: string, specifier: string): string | undefined {
    const match = /^[@~]\/(.*)$/.exec(specifier)
    if (!match) return undefined
    const root = nearest(packages, folder)?.directory ?? ''
    return lookup.module(joinPath(root, `src/${match[1]}`)) ?? lookup.module(joinPath(root, match[1]!))
  }

  function resolve(folder: string, specifier: string): string | undefined {
    if (specifier.startsWith('.')) return viaFolder(folder, specifier)
    if (specifier.startsWith('node:') || specifier.startsWith('/')) return undefined
    return (
      (specifier.startsWith('#') ? viaPackageImports(folder, specifier) : undefined) ??
      viaConfig(folder, specifier) ??
      viaWorkspace(specifier) ??
      viaConvention(folder, specifier)
    )
  }

  return (fromFile, specifier) => {
    const folder = folderOf(fromFile)
    const key = `${folder}\0${specifier}`
    if (!cache.has(key)) cache.set(key, resolve(folder, specifier))
    return cache.get(key)
  }
}

/** What `*` stands for, `''` for an exact match, `undefined` for none. */
function matchPattern(pattern: string, text: string): string | undefined {
  const star = pattern.indexOf('*')
  if (star === -1) return pattern === text ? '' : undefined
  const before = pattern.slice(0, star)
  const after = pattern.slice(star + 1)
  if (!text.startsWith(before) || !text.endsWith(after) || text.length < before.length + after.length) return undefined
  return text.slice(before.length, text.length - after.length)
}
