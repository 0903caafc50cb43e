import type * as ast from 'oxc-parser'
import type { Expression } from '../../../../facts/expression.ts'
import type { ClassFact, ClassMember } from '../../../../facts/source.ts'
import { bind, type Lowering } from './lowering.ts'
import { typeName } from './type-name.ts'

export function lowerClass(lowering: Lowering, node: ast.Class): number {
  const { file, place } = lowering
  const fact: ClassFact = {
    ...(node.id && { name: node.id.name }),
    ...(node.superClass && { superclass: lowering.expression(node.superClass) }),
    decorators: node.decorators.map((decorator) => lowering.expression(decorator.expression)),
    members: [],
    at: node.start,
    end: node.end,
    function: place.function,
  }
  const index = file.classes.push(fact) - 1
  if (node.id && node.type === 'ClassExpression') {
    const init = { type: 'class', class: index } as const
    bind(lowering, { name: node.id.name, kind: 'class', at: node.id.start, init, range: [node.start, node.end] })
  }
  for (const element of node.body.body) lowerElement(lowering, element, fact, index)
  return index
}

function lowerElement(lowering: Lowering, element: ast.ClassElement, fact: ClassFact, index: number): void {
  if (element.type === 'StaticBlock') return lowering.statements(element.body)
  if (element.type === 'TSIndexSignature') return
  const name = memberName(element.key, element.computed)
  const shared = {
    name,
    static: element.static,
    decorators: element.decorators.map((decorator) => lowering.expression(decorator.expression)),
    at: element.start,
  }
  if ('kind' in element) {
    const member: ClassMember = { ...shared, kind: element.kind }
    fact.members.push(member)
    if (!element.value.body) return
    member.function = lowering.function(element.value, name, index)
    if (element.kind === 'constructor') addParameterProperties(lowering, element.value, member, fact)
    return
  }
  const annotation = typeName(element.typeAnnotation)
  fact.members.push({
    ...shared,
    kind: 'field',
    ...(annotation && { annotation }),
    ...(element.value && { value: fieldValue(lowering, element.value, name) }),
  })
}

/** `stop = async () => …` gives the function its name. */
function fieldValue(lowering: Lowering, node: ast.Expression, name: string): Expression {
  const isFunction = node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression'
  return isFunction ? { type: 'function', function: lowering.function(node, name) } : lowering.expression(node)
}

/** `constructor(private readonly users: UsersService)` declares a field that holds the argument. */
function addParameterProperties(
  lowering: Lowering,
  node: ast.Function,
  constructor: ClassMember,
  fact: ClassFact,
): void {
  for (const parameter of node.params) {
    if (parameter.type !== 'TSParameterProperty') continue
    const pattern = parameter.parameter.type === 'AssignmentPattern' ? parameter.parameter.left : parameter.parameter
    if (pattern.type !== 'Identifier') continue
    const annotation = typeName(pattern.typeAnnotation)
    fact.members.push({
      name: pattern.name,
      kind: 'field',
      static: false,
      function: constructor.function!,
      value: { type: 'identifier', name: pattern.name, at: pattern.start },
      ...(annotation && { annotation }),
      decorators: parameter.decorators.map((decorator) => lowering.expression(decorator.expression)),
      at: parameter.start,
    })
  }
}

function memberName(key: ast.PropertyKey, computed: boolean): string {
  if (key.type === 'Identifier' && !computed) return key.name
  if (key.type === 'PrivateIdentifier') return `#${key.name}`
  if (key.type === 'Literal') return String(key.value)
  return '?'
}
