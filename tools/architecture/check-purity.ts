import { isTest } from './check-layers.ts'
import { declaredNames } from './declared-names.ts'
import { layerOf, type Layer } from './layers.ts'
import { nodesOf, type Visit } from './syntax-tree.ts'
import type { Check, Violation } from './violation.ts'

/** What Node.js offers without an import. */
const GLOBALS = new Set([
  'process',
  'fetch',
  'Buffer',
  'console',
  'global',
  'globalThis',
  'performance',
  'require',
  'module',
  'exports',
  '__dirname',
  '__filename',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'eval',
  'Function',
])

/** Pure layers reach nothing outside their arguments. The compiler says so too; this also sees what a cast would hide. */
export function checkPurity(layers: readonly Layer[], sourceFolder: string): Check {
  return (modules) =>
    modules.flatMap(({ path, program, lineAt }): Violation[] => {
      const layer = path.startsWith(sourceFolder) ? layerOf(layers, path.slice(sourceFolder.length)) : undefined
      if (!layer || layer.node || isTest(path)) return []
      const own = declaredNames(program)
      return [...nodesOf(program)].flatMap((visit) => {
        const name = outsideName(visit, own)
        const message = `${layer.name} is pure: it may not use ${name}`
        return name ? [{ path, line: lineAt(visit.node.start), message }] : []
      })
    })
}

function outsideName(visit: Visit, own: ReadonlySet<string>): string | undefined {
  const { node } = visit
  if (node.type === 'MetaProperty') return 'import.meta'
  if (node.type !== 'Identifier' || isMereName(visit)) return undefined
  const name = node['name'] as string
  return GLOBALS.has(name) && !own.has(name) ? name : undefined
}

/** The name of a property or of a type, not of a variable. */
function isMereName({ parent, key }: Visit): boolean {
  if (!parent) return false
  if (parent.type.startsWith('TS')) return true
  if (key === 'property') return parent.type === 'MemberExpression' && !parent['computed']
  if (key === 'key') return !parent['computed']
  return key === 'imported' || key === 'exported' || key === 'label' || parent.type === 'MetaProperty'
}
