/**
 * The expression language a source file is lowered to: what a rule may need of an expression, as plain JSON.
 *
 * Literals stand for themselves. Positions (`at`) are UTF-16 offsets into the file's text. `await`, parentheses and
 * TypeScript casts are gone; `for … of` has become a call of `forEach`.
 */
export type Expression =
  | string
  | number
  | boolean
  | null
  | Identifier
  | Member
  | Index
  | CallReference
  | FunctionReference
  | ClassReference
  | ObjectLiteral
  | ArrayLiteral
  | Template
  | Logical
  | Conditional
  | Binary
  | Unary
  | This
  | RegularExpression
  | Spread
  | Opaque

export interface Identifier {
  type: 'identifier'
  name: string
  at: number
}
/** `object.property`, and `object['property']` with a literal key. */
export interface Member {
  type: 'member'
  object: Expression
  property: string
  at: number
}
/** `object[index]` where the index is not a literal. */
export interface Index {
  type: 'index'
  object: Expression
  index: Expression
}
/** A call, `new`, `require` or `import()`: the entry `SourceFile.calls[call]`. */
export interface CallReference {
  type: 'call'
  call: number
}
export interface FunctionReference {
  type: 'function'
  function: number
}
export interface ClassReference {
  type: 'class'
  class: number
}
export interface ObjectLiteral {
  type: 'object'
  entries: ObjectEntry[]
  at: number
}
/** `key: value`; a spread has `key: null` and a `spread` value, a computed key has `key: null` and any value. */
export interface ObjectEntry {
  key: string | null
  value: Expression
  at: number
}
export interface ArrayLiteral {
  type: 'array'
  items: Expression[]
  at: number
}
/** A template literal or a chain of string concatenations: text between values, `texts.length === values.length + 1`. */
export interface Template {
  type: 'template'
  texts: string[]
  values: Expression[]
  at: number
  /** The tag of a tagged template, such as `sql`. */
  tag?: Expression
}
export interface Logical {
  type: 'logical'
  operator: '||' | '&&' | '??'
  left: Expression
  right: Expression
}
export interface Conditional {
  type: 'conditional'
  test: Expression
  then: Expression
  else: Expression
}
export interface Binary {
  type: 'binary'
  operator: string
  left: Expression
  right: Expression
}
export interface Unary {
  type: 'unary'
  operator: '!' | '-' | '+' | 'typeof' | 'void' | 'delete' | '~'
  value: Expression
}
export interface This {
  type: 'this'
  at: number
}
export interface RegularExpression {
  type: 'regexp'
  pattern: string
}
export interface Spread {
  type: 'spread'
  value: Expression
}
/** Anything the audit does not look into: JSX, bit arithmetic, class bodies passed by hand … */
export interface Opaque {
  type: 'opaque'
}
