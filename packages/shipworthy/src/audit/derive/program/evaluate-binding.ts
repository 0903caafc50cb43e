import type { Binding, SourceFile } from '../../facts/source.ts'
import type { Evaluator } from './evaluator.ts'
import { memberName, moduleName } from './names.ts'
import { alternatives, literal, unknown, type Frame, type Value } from './value.ts'

/** Caller of the parameter of a `catch` clause. */
export const CAUGHT = 'catch'

/** What a name stands for. */
export function bindingValue(
  evaluator: Evaluator,
  file: SourceFile,
  binding: Binding,
  frame: Frame | undefined,
): Value {
  const value = plainValue(evaluator, file, binding, frame)
  if ((value.kind !== 'unknown' && value.kind !== 'parameter') || !binding.annotation) return value
  return evaluator.typed(file, binding.annotation, binding.at) ?? value
}

function plainValue(evaluator: Evaluator, file: SourceFile, binding: Binding, frame: Frame | undefined): Value {
  switch (binding.kind) {
    case 'import':
      return importValue(evaluator, file, binding)
    case 'parameter':
      return parameterValue(evaluator, file, binding, frame)
    case 'catch':
      return {
        kind: 'parameter',
        name: binding.name,
        file,
        function: binding.function,
        index: 0,
        path: binding.path ?? [],
        caller: CAUGHT,
      }
    default: {
      const active = binding.function === 0 ? undefined : findFrame(frame, file, binding.function)
      return evaluator.variable(binding, active, () => variableValue(evaluator, file, binding, frame))
    }
  }
}

export function importValue(evaluator: Evaluator, file: SourceFile, binding: Binding): Value {
  const { specifier, resolved } = file.imports[binding.import!]!
  const imported = binding.imported!
  if (resolved) return evaluator.exported(resolved, imported)
  const name = moduleName(specifier)
  if (name === 'process' && imported === 'env') return { kind: 'process-env' }
  return { kind: 'external', name: imported === '*' ? name : memberName(name, imported) }
}

function parameterValue(evaluator: Evaluator, file: SourceFile, binding: Binding, frame: Frame | undefined): Value {
  const index = binding.parameter!
  const path = binding.path ?? []
  const active = findFrame(frame, file, binding.function)
  if (path[0] === '...') return active ? restArguments(active, index) : unknown('rest parameter')
  const argument = active?.argument(index)
  if (argument && !(argument.kind === 'literal' && argument.value === undefined)) {
    return withFallback(evaluator, file, followPath(evaluator, argument, path), binding, active)
  }
  if (binding.fallback !== undefined) return evaluator.evaluate(file, binding.fallback, active)
  if (active && !active.caller && active.argumentCount <= index) return literal(undefined)
  const caller = active?.caller
  return {
    kind: 'parameter',
    name: binding.name,
    file,
    function: binding.function,
    index,
    path,
    ...(caller && { caller }),
  }
}

function restArguments(frame: Frame, from: number): Value {
  const items: Value[] = []
  for (let index = from; index < frame.argumentCount; index++) items.push(frame.argument(index) ?? unknown('argument'))
  return { kind: 'list', items: () => items, open: frame.caller !== undefined }
}

function variableValue(evaluator: Evaluator, file: SourceFile, binding: Binding, frame: Frame | undefined): Value {
  const active = binding.function === 0 ? undefined : findFrame(frame, file, binding.function)
  const values: Value[] = []
  if (binding.init !== undefined) {
    const evaluated = evaluator.evaluate(file, binding.init, active)
    const init: Value =
      evaluated.kind === 'literal' && !evaluated.site ? { ...evaluated, site: { file, at: binding.at } } : evaluated
    values.push(withFallback(evaluator, file, followPath(evaluator, init, binding.path ?? []), binding, active))
  }
  if (binding.kind === 'let' || binding.kind === 'var') {
    for (const { value, function: inside, operator } of evaluator.index(file).assignmentsTo(binding).slice(0, 4)) {
      if (operator !== '=' && operator !== '??=' && operator !== '||=') return unknown('reassigned')
      values.push(evaluator.evaluate(file, value, inside === 0 ? undefined : findFrame(frame, file, inside)))
    }
  }
  // A variable that is declared empty and filled later holds what it is filled with.
  const filled = values.filter(
    (value) => !(value.kind === 'literal' && (value.value === undefined || value.value === null)),
  )
  return values.length > 1 && filled.length > 0 ? alternatives(filled) : (values[0] ?? literal(undefined))
}

function withFallback(
  evaluator: Evaluator,
  file: SourceFile,
  value: Value,
  { fallback }: Binding,
  frame: Frame | undefined,
): Value {
  if (fallback === undefined) return value
  if (value.kind === 'literal' && value.value === undefined) return evaluator.evaluate(file, fallback, frame)
  if (value.kind === 'environment' && !value.fallback)
    return { ...value, fallback: evaluator.evaluate(file, fallback, frame) }
  return value
}

export function followPath(evaluator: Evaluator, value: Value, path: readonly (string | null)[]): Value {
  let current = value
  for (const key of path) {
    if (key === null) return current.kind === 'record' || current.kind === 'process-env' ? current : unknown('rest')
    current = evaluator.member(current, key)
  }
  return current
}

/** The activation of a function among the activations around the current one. */
export function findFrame(frame: Frame | undefined, file: SourceFile, index: number): Frame | undefined {
  for (let current = frame; current; current = current.outer) {
    if (current.function.index === index && current.function.file === file) return current
  }
  return undefined
}
