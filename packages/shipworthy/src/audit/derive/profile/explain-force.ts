import type { Expression } from '../../facts/expression.ts'
import type { Guard, SourceFile } from '../../facts/source.ts'
import { snippetOf } from '../evidence.ts'
import type { CallEvent } from '../execution/call-event.ts'
import type { Execution } from '../execution/execution.ts'
import { isNode } from '../program/file-index.ts'
import type { Frame, Value } from '../program/value.ts'

type Place = Pick<CallEvent, 'file' | 'call' | 'frame' | 'force' | 'phase'>

/** Why a call is not in force, or may not be: the condition it stands behind, as a reader would look for it. */
export function explainForce(program: Execution, { file, call, frame, force, phase }: Place): string | undefined {
  if (force === 'on') return undefined
  if (phase === 'unseen') return 'in a function that nothing was seen to call'
  const cause = causeOf(program, { file, call, frame, force })
  if (!cause) return undefined
  const variables = [...variablesIn(program, file, cause.guard.test, cause.frame)]
  if (variables.includes('NODE_ENV') && force === 'off') return 'not with NODE_ENV=production'
  if (variables.length === 0) return `behind \`${conditionText(file, cause.guard)}\``
  const verb = variables.length === 1 ? 'decides' : 'decide'
  return `${variables.join(' and ')} ${verb}${force === 'off' ? ', off by default' : ''}`
}

interface Cause {
  guard: Guard
  frame: Frame | undefined
}

/** The guard that weighs as much as the call itself: around the call, or around the function it stands in. */
function causeOf({ evaluator }: Execution, { file, call, frame, force }: Omit<Place, 'phase'>): Cause | undefined {
  let inner = call.guard
  let activation = frame
  for (let index = call.function; index >= 0; index = file.functions[index]!.parent) {
    const found = evaluator.force(file, inner, activation)
    if (found.guard && found.force === force) return { guard: found.guard, frame: activation }
    inner = file.functions[index]!.guard
    activation = activation?.outer
  }
  return undefined
}

const MAX_SEARCHED = 400
const MAX_CONDITION = 60
/** What ends the condition of `a && b()` and of `a ? b() : c()`. */
const ENDS: Partial<Record<Guard['kind'], RegExp>> = { logical: /\s*(&&|\|\||\?\?)/, conditional: /\s*\?(?![.?])/ }

/** The condition as written. */
function conditionText(file: SourceFile, { at, kind }: Guard): string {
  const rest = file.text.slice(at, at + MAX_SEARCHED)
  const text = snippetOf(rest.slice(0, ENDS[kind]?.exec(rest)?.index ?? closingParenthesis(rest)))
  return text.length > MAX_CONDITION ? `${text.slice(0, MAX_CONDITION - 1)}…` : text
}

function closingParenthesis(text: string): number {
  let depth = 0
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '(') depth++
    if (text[index] === ')' && --depth < 0) return index
  }
  return text.length
}

const MAX_DEPTH = 6

/** Variables of the environment that a condition asks for, also through constants and configuration modules. */
function variablesIn(
  program: Execution,
  file: SourceFile,
  test: Expression | undefined,
  frame: Frame | undefined,
): Set<string> {
  const names = new Set<string>()
  function visit(expression: Expression | undefined, depth: number): void {
    if (!isNode(expression) || depth > MAX_DEPTH) return
    switch (expression.type) {
      case 'logical':
      case 'binary':
        visit(expression.left, depth + 1)
        return visit(expression.right, depth + 1)
      case 'unary':
        return visit(expression.value, depth + 1)
      default:
        addNames(program.evaluator.evaluate(file, expression, frame), names, depth)
    }
  }
  visit(test, 0)
  return names
}

function addNames(value: Value, names: Set<string>, depth: number): void {
  if (depth > MAX_DEPTH) return
  if (value.kind === 'environment') names.add(value.name)
  if (value.kind === 'alternatives') for (const option of value.values) addNames(option, names, depth + 1)
}
