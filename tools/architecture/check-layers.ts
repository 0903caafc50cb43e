import { isBuiltin } from 'node:module'
import { layerOf, type Layer } from './layers.ts'
import { COMPUTED } from './read-module.ts'
import type { ImportEdge, SourceModule } from './source-module.ts'
import type { Check, Violation } from './violation.ts'

const TEST_SERVERS = 'tools/servers/'

/** Imports run in the direction of the layer table, whatever their form; tests may look anywhere but into the CLI. */
export function checkLayers(layers: readonly Layer[], sourceFolder: string): Check {
  const layerAt = (path: string): Layer | undefined =>
    path.startsWith(sourceFolder) ? layerOf(layers, path.slice(sourceFolder.length)) : undefined

  function judge(module: SourceModule, layer: Layer, edge: ImportEdge): string | undefined {
    if (edge.resolved !== undefined) return judgeFile(module, layer, edge.resolved)
    if (isTest(module.path)) return undefined
    if (edge.specifier === COMPUTED)
      return layer.node ? undefined : `${layer.name} is pure: an import whose target is computed has no place in it`
    if (isBuiltin(edge.specifier))
      return layer.node ? undefined : `${layer.name} is pure: it may not import ${edge.specifier}`
    return layer.packages.includes(packageOf(edge.specifier))
      ? undefined
      : `${layer.name} may not use the package ${packageOf(edge.specifier)}`
  }

  function judgeFile(module: SourceModule, layer: Layer, target: string): string | undefined {
    // Real servers to test against are nobody's property.
    if (isTest(module.path) && target.startsWith(TEST_SERVERS)) return undefined
    if (!target.startsWith(sourceFolder)) return `imports ${target}, outside ${sourceFolder}`
    const other = layerAt(target)
    if (!other) return `imports ${target}, which belongs to no layer`
    if (other === layer || layer.mayImport.includes(other.name)) return undefined
    if (isTest(module.path) && other.name !== 'cli') return undefined
    return `${layer.name} may not import ${other.name} (${target})`
  }

  return (modules) =>
    modules.flatMap((module): Violation[] => {
      if (!module.path.startsWith(sourceFolder)) return []
      const { path } = module
      const layer = layerAt(path)
      if (!layer) return [{ path, line: 1, message: 'belongs to no layer: add its folder to the table' }]
      return module.imports.flatMap((edge) => {
        const message = judge(module, layer, edge)
        return message ? [{ path, line: edge.line, message }] : []
      })
    })
}

export function isTest(path: string): boolean {
  return path.endsWith('.test.ts')
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
