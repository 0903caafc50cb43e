import type { SettingNode } from '../../../facts/setting-node.ts'
import { nodeAt } from '../../../facts/setting-node.ts'

/** What `.` and `$` stand for at a place of a template. */
export interface TemplateScope {
  values: SettingNode | undefined
  /** What `with` made of `.`; `undefined` when it is not known. */
  dot: SettingNode | 'root' | undefined
}

/** The value of an expression such as `.Values.image.tag | default "1"`; nothing when it takes rendering to know. */
export function evaluateTemplate(source: string, scope: TemplateScope): SettingNode | undefined {
  const [first = '', ...pipes] = splitPipes(source)
  let value = evaluateCall(first, scope)
  for (const pipe of pipes) {
    const [name, argument = ''] = wordsOf(pipe)
    if (name === 'default') value = value && isTruthy(value) ? value : evaluateTerm(argument, scope)
    else if (!/^(quote|squote|toYaml|toString|int|int64|trim|nindent|indent|tpl)$/.test(name ?? '')) return undefined
  }
  return value
}

/** Characters; longer conditions are not worth following. */
const MAX_CONDITION = 500

/** Whether a condition holds with the chart's values: `undefined` when that cannot be told. */
export function holds(source: string, scope: TemplateScope): boolean | undefined {
  if (source.length > MAX_CONDITION) return undefined
  const text = source.trim().replace(/^\((.*)\)$/, '$1')
  const [name = '', ...rest] = wordsOf(text)
  if (name === 'not') return invert(holds(rest.join(' '), scope))
  if (name === 'and' || name === 'or') {
    const sides = rest.map((side) => holds(side, scope))
    const deciding = name === 'or'
    if (sides.includes(deciding)) return deciding
    return sides.includes(undefined) ? undefined : !deciding
  }
  if (name === 'eq' || name === 'ne') {
    const [left, right] = rest.map((side) => plain(evaluateTerm(side, scope)))
    return left === undefined || right === undefined ? undefined : (left === right) === (name === 'eq')
  }
  if (rest.length > 0) return undefined
  const value = evaluateTerm(name, scope)
  if (value) return isTruthy(value)
  // What the values do not mention is empty.
  return /^\$?\.Values\./.test(name) && scope.values ? false : undefined
}

function invert(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value
}

function evaluateCall(text: string, scope: TemplateScope): SettingNode | undefined {
  const [name = '', ...rest] = wordsOf(text)
  if (rest.length === 0) return evaluateTerm(name, scope)
  if (name === 'toYaml' || name === 'quote' || name === 'int' || name === 'toString')
    return evaluateTerm(rest[0]!, scope)
  if (name === 'default') {
    const given = evaluateTerm(rest[1] ?? '', scope)
    return given && isTruthy(given) ? given : evaluateTerm(rest[0]!, scope)
  }
  return undefined
}

function evaluateTerm(term: string, scope: TemplateScope): SettingNode | undefined {
  const literal = /^"([^"]*)"$/.exec(term)?.[1] ?? (/^-?\d+$/.test(term) ? Number(term) : undefined)
  if (literal !== undefined || term === 'true' || term === 'false')
    return { kind: 'scalar', value: literal ?? term === 'true', file: '', line: 0, isDefault: true }
  if (term === '.') return scope.dot === 'root' ? undefined : scope.dot
  const absolute = /^\$?\.Values\.([\w.-]+)$/.exec(term)?.[1]
  if (absolute && (term.startsWith('$') || scope.dot === 'root'))
    return present(nodeAt(scope.values, ...absolute.split('.')))
  const relative = /^\.([\w.-]+)$/.exec(term)?.[1]
  return relative && scope.dot !== 'root' ? present(nodeAt(scope.dot, ...relative.split('.'))) : undefined
}

function present(node: SettingNode | undefined): SettingNode | undefined {
  return node?.kind === 'scalar' && node.value === null ? undefined : node
}

function isTruthy(node: SettingNode): boolean {
  if (node.kind === 'map') return node.entries.size > 0
  if (node.kind === 'list') return node.items.length > 0
  return node.value !== '' && node.value !== false && node.value !== 0 && node.value !== null
}

function plain(node: SettingNode | undefined): unknown {
  return node?.kind === 'scalar' ? node.value : undefined
}

function splitPipes(source: string): string[] {
  return (source.match(/(?:"[^"]*"|\([^)]*\)|[^|])+/g) ?? []).map((part) => part.trim())
}

/** Words of an expression; what stands in quotes or brackets is one. */
function wordsOf(text: string): string[] {
  return text.trim().match(/"[^"]*"|\((?:[^()]|\([^()]*\))*\)|[^\s()]+/g) ?? []
}
