import type { SourceFile } from '../../facts/source.ts'
import type { Evaluator } from './evaluator.ts'
import { memberName, moduleName } from './names.ts'
import { alternatives, unknown, type Value } from './value.ts'
import { plainToValue } from './plain-to-value.ts'

/** An export of a project file by name, through re-exports, in ES modules and CommonJS alike. */
export function exportedValue(
  evaluator: Evaluator,
  path: string,
  name: string,
  seen: ReadonlySet<string> = new Set(),
): Value {
  if (name === '*') return { kind: 'module', path }
  if (evaluator.sources.skim(path)?.client) return unknown(`${path} runs in the browser`)
  const file = evaluator.sources.parse(path)
  if (!file) return fromData(evaluator, path, name)
  return (
    findExport(evaluator, file, name, seen) ??
    (name === 'default' ? { kind: 'module', path } : unknown(`export ${name}`))
  )
}

function fromData(evaluator: Evaluator, path: string, name: string): Value {
  const data = evaluator.data(path)
  if (data === undefined) return unknown(`${path} is not analysed`)
  const value = plainToValue(data)
  return name === 'default' ? value : evaluator.member(value, name)
}

function findExport(
  evaluator: Evaluator,
  file: SourceFile,
  name: string,
  seen: ReadonlySet<string>,
): Value | undefined {
  const visited = new Set(seen).add(file.path)
  for (const entry of file.exports) {
    if (entry.name !== name) continue
    if (entry.from === undefined) return evaluator.evaluate(file, entry.value)
    return fromImport(evaluator, file, entry.from, entry.imported!, visited)
  }
  const assigned = fromAssignments(evaluator, file, name)
  if (assigned) return assigned
  for (const entry of file.exports) {
    if (entry.name !== '*' || entry.from === undefined || name === 'default') continue
    const { resolved } = file.imports[entry.from]!
    if (resolved && visited.has(resolved)) continue
    if (!resolved || !evaluator.sources.mayExport(resolved, name)) continue
    const target = evaluator.sources.parse(resolved)
    const found = target && findExport(evaluator, target, name, visited)
    if (found) return found
  }
  const external = file.exports.find((e) => e.name === '*' && e.from !== undefined && !file.imports[e.from]!.resolved)
  return external && name !== 'default'
    ? { kind: 'external', name: memberName(moduleName(file.imports[external.from!]!.specifier), name) }
    : undefined
}

function fromImport(
  evaluator: Evaluator,
  file: SourceFile,
  from: number,
  imported: string,
  visited: ReadonlySet<string>,
): Value {
  const { resolved, specifier } = file.imports[from]!
  if (resolved)
    return visited.has(resolved) && imported === '*'
      ? unknown('cycle')
      : exportedValue(evaluator, resolved, imported, visited)
  const name = moduleName(specifier)
  return { kind: 'external', name: imported === '*' ? name : memberName(name, imported) }
}

function fromAssignments(evaluator: Evaluator, file: SourceFile, name: string): Value | undefined {
  const { exportAssignments } = evaluator.index(file)
  if (exportAssignments.length === 0) return undefined
  const direct = exportAssignments.filter((entry) => entry.name === name)
  if (direct.length > 0)
    return alternatives(direct.slice(0, 4).map(({ assignment }) => evaluator.evaluate(file, assignment.value)))
  const whole = exportAssignments.filter((entry) => entry.name === 'module.exports')
  if (whole.length === 0) return undefined
  const value = alternatives(whole.slice(0, 4).map(({ assignment }) => evaluator.evaluate(file, assignment.value)))
  return name === 'default' ? value : evaluator.member(value, name)
}

/** `require(path)`: what the file assigns to `module.exports`, else the module with its named exports. */
export function requiredValue(evaluator: Evaluator, path: string): Value {
  if (evaluator.sources.skim(path)?.client) return unknown(`${path} runs in the browser`)
  const file = evaluator.sources.parse(path)
  if (!file) return fromData(evaluator, path, 'default')
  if (file.exports.length > 0) return { kind: 'module', path }
  return fromAssignments(evaluator, file, 'default') ?? { kind: 'module', path }
}
