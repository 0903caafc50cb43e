import type { SourceModule } from './source-module.ts'
import type { Check } from './violation.ts'

/**
 * No file leads back to itself. Type imports count: they vanish when the code runs, but two files that need each other's
 * types are one concept in two places.
 */
export const checkCycles: Check = (modules) => {
  const byPath = new Map(modules.map((module) => [module.path, module]))
  const search = createSearch(byPath)
  return search.cycles().map((cycle) => {
    const [first, second = first] = cycle
    const edge = byPath.get(first!)!.imports.find(({ resolved }) => resolved === second)!
    return { path: first!, line: edge.line, message: `imports itself: ${[...cycle, first].join(' → ')}` }
  })
}

/** Depth-first search; each cycle is found once, at the edge that closes it. */
function createSearch(modules: ReadonlyMap<string, SourceModule>) {
  const done = new Set<string>()
  const path: string[] = []
  const found: string[][] = []

  function visit(current: string): void {
    const start = path.indexOf(current)
    if (start !== -1) {
      found.push(path.slice(start))
      return
    }
    const module = modules.get(current)
    if (!module || done.has(current)) return
    path.push(current)
    for (const { resolved } of module.imports) if (resolved !== undefined) visit(resolved)
    path.pop()
    done.add(current)
  }

  return {
    cycles(): string[][] {
      for (const name of modules.keys()) visit(name)
      return found
    },
  }
}
