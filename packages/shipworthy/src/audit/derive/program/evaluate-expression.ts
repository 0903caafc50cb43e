import type { Expression, ObjectLiteral } from '../../facts/expression.ts'
import type { SourceFile } from '../../facts/source.ts'
import { folderOf } from '../../facts/paths.ts'
import { bindingValue } from './evaluate-binding.ts'
import { PROJECT_ROOT, type Evaluator } from './evaluator.ts'
import { isNode } from './file-index.ts'
import { compareValues } from './compare-values.ts'
import { alternatives, literal, unknown, type Frame, type RecordValue, type Site, type Value } from './value.ts'

export function evaluateExpression(
  evaluator: Evaluator,
  file: SourceFile,
  expression: Expression | undefined,
  frame: Frame | undefined,
): Value {
  if (expression === undefined) return literal(undefined)
  if (!isNode(expression)) return literal(expression)
  const evaluate = (part: Expression): Value => evaluator.evaluate(file, part, frame)
  switch (expression.type) {
    case 'identifier':
      return identifierValue(evaluator, file, expression.name, expression.at, frame)
    case 'this':
      return frame?.self ?? thisOutside(file, expression.at)
    case 'member':
      return memberValue(evaluator, file, expression, frame)
    case 'index':
      return indexValue(evaluator, evaluate(expression.object), evaluate(expression.index))
    case 'call':
      return evaluator.call({ file, call: expression.call, frame })
    case 'function': {
      const { arrow } = file.functions[expression.function]!
      const self = arrow ? frame?.self : undefined
      return { kind: 'function', file, index: expression.function, frame, self }
    }
    case 'class':
      return { kind: 'class', file, index: expression.class, frame }
    case 'object':
      return recordValue(evaluator, file, expression, frame)
    case 'array':
      return listValue(evaluator, file, expression.items, frame, expression.at)
    case 'template':
      return textValue(expression.texts, expression.values.map(evaluate), { file, at: expression.at })
    case 'logical':
      return logicalValue(evaluator, expression.operator, evaluate(expression.left), () => evaluate(expression.right))
    case 'conditional': {
      const truth = evaluator.truth(evaluate(expression.test))
      if (truth !== undefined) return evaluate(truth ? expression.then : expression.else)
      return alternatives([evaluate(expression.then), evaluate(expression.else)])
    }
    case 'binary':
      return compareValues(evaluator, expression.operator, evaluate(expression.left), evaluate(expression.right))
    case 'unary':
      return unaryValue(evaluator, expression.operator, evaluate(expression.value))
    case 'regexp':
      return { kind: 'pattern', pattern: expression.pattern }
    case 'spread':
      return evaluate(expression.value)
    case 'opaque':
      return unknown('not analysed')
  }
}

function identifierValue(
  evaluator: Evaluator,
  file: SourceFile,
  name: string,
  at: number,
  frame: Frame | undefined,
): Value {
  const binding = evaluator.index(file).binding(name, at)
  if (binding) return bindingValue(evaluator, file, binding, frame)
  switch (name) {
    case 'undefined':
      return literal(undefined)
    case '__dirname':
      return literal(`${PROJECT_ROOT}/${folderOf(file.path)}`)
    case '__filename':
      return literal(`${PROJECT_ROOT}/${file.path}`)
    case 'super':
      return superclassValue(evaluator, file, at, frame)
    default:
      return evaluator.global(name) ?? { kind: 'external', name, site: { file, at } }
  }
}

function superclassValue(evaluator: Evaluator, file: SourceFile, at: number, frame: Frame | undefined): Value {
  const around = classAround(file, at)
  if (!around?.superclass) return unknown('no superclass')
  const parent = evaluator.evaluate(file, around.superclass, frame)
  if (parent.kind === 'class' && frame?.self?.kind === 'object')
    return { ...frame.self, class: parent, derived: frame.self }
  return parent.kind === 'external' ? { ...parent, name: `${parent.name}()` } : parent
}

/** `this` in a method nobody was seen to call: some instance of the class. */
function thisOutside(file: SourceFile, at: number): Value {
  const around = classAround(file, at)
  if (!around) return unknown('this')
  const index = file.classes.indexOf(around)
  return { kind: 'object', class: { kind: 'class', file, index }, id: `${file.path}#class${index}` }
}

function classAround(file: SourceFile, at: number) {
  return file.classes
    .filter((c) => c.at <= at && at <= c.end)
    .reduce<(typeof file.classes)[number] | undefined>(
      (best, c) => (!best || c.end - c.at < best.end - best.at ? c : best),
      undefined,
    )
}

type Member = Extract<Expression, { type: 'member' }>

function memberValue(
  evaluator: Evaluator,
  file: SourceFile,
  { object, property, at }: Member,
  frame: Frame | undefined,
): Value {
  if (isNode(object) && object.type === 'identifier') {
    if (object.name === 'import.meta') return importMeta(file, property)
    const assigned = assignedProperty(evaluator, file, object.name, object.at, property, frame)
    if (assigned) return assigned
  }
  const owner = evaluator.evaluate(file, object, frame)
  const value = evaluator.member(owner, property)
  if ((value.kind === 'environment' || value.kind === 'external') && !value.site)
    return { ...value, site: { file, at } }
  return value
}

/** `const app = {}; app.port = 3000` and `Handler.timeout = 5`: properties given after the fact. */
function assignedProperty(
  evaluator: Evaluator,
  file: SourceFile,
  name: string,
  at: number,
  property: string,
  frame: Frame | undefined,
): Value | undefined {
  const index = evaluator.index(file)
  const binding = index.binding(name, at)
  if (!binding || binding.kind === 'import' || binding.kind === 'parameter') return undefined
  const found = index.propertyAssignments(binding, property)
  if (found.length === 0 || found.length > 3) return undefined
  const key = `${file.path}#${binding.at}.${property}@${frame?.id ?? 0}`
  return evaluator.once(key, () => alternatives(found.map(({ value }) => evaluator.evaluate(file, value, frame))))
}

function importMeta(file: SourceFile, property: string): Value {
  const path = `${PROJECT_ROOT}/${file.path}`
  if (property === 'dirname') return literal(folderOf(path))
  if (property === 'filename') return literal(path)
  return property === 'url' ? literal(`file://${path}`) : { kind: 'external', name: `import.meta.${property}` }
}

function indexValue(evaluator: Evaluator, owner: Value, key: Value): Value {
  if (key.kind === 'literal' && (typeof key.value === 'string' || typeof key.value === 'number')) {
    return evaluator.member(owner, String(key.value))
  }
  if (key.kind === 'environment' && key.fallback?.kind === 'literal' && owner.kind === 'record') {
    return evaluator.member(owner, String(key.fallback.value))
  }
  if (owner.kind === 'record') return alternatives(owner.keys().map((name) => owner.get(name) ?? unknown(name)))
  if (owner.kind === 'list') return alternatives(owner.items())
  return unknown('computed property')
}

/** Literals do not know where they stand; the property or variable that holds them does. */
export function withSite(value: Value, site: Site): Value {
  return value.kind === 'literal' && !value.site ? { ...value, site } : value
}

interface Found {
  value: Value
  site: Site
}

export function recordValue(
  evaluator: Evaluator,
  file: SourceFile,
  expression: ObjectLiteral,
  frame: Frame | undefined,
): RecordValue {
  return new WrittenRecord(evaluator, file, expression, frame)
}

/** An object literal; a class, as large programs hold tens of thousands of them. */
class WrittenRecord implements RecordValue {
  readonly kind = 'record'
  readonly site: Site
  readonly #evaluator: Evaluator
  readonly #entries: ObjectLiteral['entries']
  readonly #frame: Frame | undefined
  readonly #spreads: Map<Expression, Value> | undefined
  #found: Map<string, Found | undefined> | undefined

  constructor(evaluator: Evaluator, file: SourceFile, { entries, at }: ObjectLiteral, frame: Frame | undefined) {
    this.site = { file, at }
    this.#evaluator = evaluator
    this.#entries = entries
    this.#frame = frame
    // Spreads are looked into at once: `x = { ...x }` would otherwise lead back to itself for ever.
    this.#spreads = spreadValues(evaluator, file, entries, frame)
  }

  keys(): string[] {
    const names = this.#entries.flatMap(({ key, value }) => {
      if (key !== null) return [key]
      const spread = this.#spreads?.get(value)
      return spread?.kind === 'record' ? spread.keys() : []
    })
    return [...new Set(names)]
  }

  get(key: string): Value | undefined {
    return this.#find(key)?.value
  }

  siteOf(key: string): Site | undefined {
    return this.#find(key)?.site
  }

  open(): boolean {
    return (
      this.#spreads !== undefined &&
      this.#entries.some(({ value, key }) => key === null && isOpen(this.#spreads?.get(value)))
    )
  }

  #find(key: string): Found | undefined {
    const known = (this.#found ??= new Map())
    if (!known.has(key)) known.set(key, this.#search(key))
    return known.get(key)
  }

  #search(key: string): Found | undefined {
    const { file } = this.site
    for (let index = this.#entries.length - 1; index >= 0; index--) {
      const entry = this.#entries[index]!
      const site = { file, at: entry.at }
      if (entry.key === key) return { value: this.#evaluator.evaluate(file, entry.value, this.#frame), site }
      const spread = entry.key === null ? this.#spreads?.get(entry.value) : undefined
      const inner = spread && fromSpread(this.#evaluator, spread, key)
      if (inner) return { value: inner, site: (spread.kind === 'record' ? spread.siteOf(key) : undefined) ?? site }
    }
    return undefined
  }
}

function spreadValues(
  evaluator: Evaluator,
  file: SourceFile,
  entries: ObjectLiteral['entries'],
  frame: Frame | undefined,
): Map<Expression, Value> | undefined {
  let spreads: Map<Expression, Value> | undefined
  for (const { value, key } of entries) {
    if (key === null) spreads ??= new Map()
    if (isNode(value) && value.type === 'spread') spreads?.set(value, evaluator.evaluate(file, value.value, frame))
  }
  return spreads
}

function fromSpread(evaluator: Evaluator, spread: Value, key: string): Value | undefined {
  if (spread.kind === 'record') return spread.get(key)
  if (spread.kind === 'process-env' || spread.kind === 'module') return evaluator.member(spread, key)
  if (spread.kind !== 'alternatives') return undefined
  // `...(condition && { key })`: present only sometimes.
  const found = spread.values.flatMap((value) => fromSpread(evaluator, value, key) ?? [])
  return found.length > 0 ? alternatives([...found, literal(undefined)]) : undefined
}

function isOpen(spread: Value | undefined): boolean {
  if (!spread) return true
  if (spread.kind === 'record') return spread.open()
  if (spread.kind === 'alternatives') return spread.values.some(isOpen)
  // Text has no properties that anybody asks for: `...(process.env.PASSWORD && { password })`.
  return spread.kind !== 'literal' && spread.kind !== 'environment' && spread.kind !== 'text'
}

function listValue(
  evaluator: Evaluator,
  file: SourceFile,
  items: readonly Expression[],
  frame: Frame | undefined,
  at: number,
): Value {
  let spreads: Map<Expression, Value[]> | undefined
  for (const item of items) {
    if (!isNode(item) || item.type !== 'spread') continue
    const value = evaluator.evaluate(file, item, frame)
    spreads ??= new Map()
    spreads.set(item, value.kind === 'list' ? value.items() : [])
  }
  let known: Value[] | undefined
  const evaluateItems = (): Value[] =>
    items.flatMap((item) => spreads?.get(item) ?? [evaluator.evaluate(file, item, frame)])
  return {
    kind: 'list',
    items: () => (known ??= evaluateItems()),
    open: spreads !== undefined,
    site: { file, at },
  }
}

export function textValue(
  texts: readonly string[],
  values: readonly Value[],
  site: { file: SourceFile; at: number },
): Value {
  const parts: (string | Value)[] = []
  const push = (part: string | Value): void => {
    const last = parts.length - 1
    if (typeof part === 'string' && typeof parts[last] === 'string') parts[last] += part
    else if (part !== '') parts.push(part)
  }
  for (const [index, text] of texts.entries()) {
    push(text)
    const value = values[index]
    if (!value) continue
    if (value.kind === 'literal') push(String(value.value))
    else if (value.kind === 'text') value.parts.forEach(push)
    else push(value)
  }
  if (parts.every((part) => typeof part === 'string')) return literal(parts.join(''), site)
  return { kind: 'text', parts, site }
}

function logicalValue(evaluator: Evaluator, operator: '||' | '&&' | '??', left: Value, right: () => Value): Value {
  if (operator === '&&') {
    const truth = evaluator.truth(left)
    if (truth === undefined) return alternatives([literal(false), right()])
    return truth ? right() : left
  }
  if (left.kind === 'environment') return left.fallback ? left : { ...left, fallback: right() }
  if (operator === '??') {
    if (left.kind === 'literal') return left.value === undefined || left.value === null ? right() : left
  } else {
    const truth = evaluator.truth(left)
    if (truth !== undefined) return truth ? left : right()
  }
  if (left.kind === 'unknown' || left.kind === 'parameter' || left.kind === 'alternatives') {
    return alternatives([left, right()])
  }
  return left
}

function unaryValue(evaluator: Evaluator, operator: string, value: Value): Value {
  if (operator === '!') {
    const truth = evaluator.truth(value)
    return truth === undefined ? unknown('condition') : literal(!truth)
  }
  if (operator === '+') return value.kind === 'literal' ? literal(Number(value.value)) : value
  if (operator === '-' && value.kind === 'literal') return literal(-Number(value.value))
  if (operator === 'void') return literal(undefined)
  return unknown(operator)
}
