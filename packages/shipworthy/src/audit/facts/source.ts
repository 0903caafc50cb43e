import type { Expression } from './expression.ts'

/** One parsed source file as tables of plain data; numbers that name an entry are indices into these tables. */
export interface SourceFile {
  path: string
  text: string
  /** Offset of the first character of every line. */
  lineStarts: number[]
  directives: string[]
  imports: Import[]
  exports: Export[]
  bindings: Binding[]
  /** `functions[0]` is the module's own top level. */
  functions: FunctionFact[]
  classes: ClassFact[]
  /** In order of evaluation within each function. */
  calls: Call[]
  assignments: Assignment[]
  guards: Guard[]
  /** `process.env.NAME` and destructured reads of `process.env`. */
  environmentReads: EnvironmentRead[]
}

export interface Import {
  specifier: string
  /** Path of the project file it leads to; absent for packages and for files that are not there. */
  resolved?: string
  kind: 'import' | 're-export' | 'require' | 'dynamic' | 'type'
  at: number
}

export interface Export {
  /** `default`, the exported name, or `*` for `export * from`. */
  name: string
  value?: Expression
  /** Index into `imports` for `export … from`, with the name there. */
  from?: number
  imported?: string
}

export type BindingKind = 'const' | 'let' | 'var' | 'function' | 'class' | 'import' | 'parameter' | 'catch' | 'enum'

export interface Binding {
  name: string
  kind: BindingKind
  /** The range of the text in which the name means this binding. */
  from: number
  to: number
  at: number
  /** Function that declares it. */
  function: number
  init?: Expression
  /** Where in `init` (or in the argument) a destructured name comes from; `null` is a rest element, `['...']` a rest parameter. */
  path?: (string | null)[]
  /** Destructuring or parameter default. */
  fallback?: Expression
  /** Position of a parameter. */
  parameter?: number
  /** Index into `imports`, with the imported name: `default`, `*`, or a name. */
  import?: number
  imported?: string
  /** Name of the declared type: `Pool` for `pool: Pool`, `pg.Pool` when qualified. */
  annotation?: string
  /** Of a parameter: `@Query('name')`. */
  decorators?: Expression[]
}

export interface FunctionFact {
  name?: string
  /** The function around it; 0 for the module, -1 for the module itself. */
  parent: number
  parameters: number
  async: boolean
  arrow: boolean
  generator: boolean
  at: number
  end: number
  /** Body of a `for … of` loop, lowered to a callback. */
  loop: boolean
  guard: number
  class?: number
  returns: Return[]
  throws: Throw[]
  catches: Catch[]
  finallies: Finally[]
}

export interface Return {
  value?: Expression
  at: number
  guard: number
}

export interface Throw {
  value: Expression
  at: number
  guard: number
}

export interface Catch {
  /** Range of the `try` block. */
  from: number
  to: number
  /** Range of the handler. */
  handlerFrom: number
  handlerTo: number
  /** No statement and no comment in the handler. */
  empty: boolean
  parameter?: string
  guard: number
}

/** A `finally` block, with the `try` and `catch` blocks that it follows. */
export interface Finally {
  from: number
  to: number
  finallyFrom: number
  finallyTo: number
}

export interface ClassFact {
  name?: string
  superclass?: Expression
  decorators: Expression[]
  members: ClassMember[]
  at: number
  end: number
  function: number
}

export interface ClassMember {
  name: string
  kind: 'constructor' | 'method' | 'get' | 'set' | 'field'
  static: boolean
  function?: number
  value?: Expression
  annotation?: string
  decorators: Expression[]
  at: number
}

export interface Call {
  callee: Expression
  args: Expression[]
  kind: 'call' | 'new' | 'require' | 'import' | 'tag'
  /** For `require` and `import()`: index into `imports`. */
  import?: number
  at: number
  end: number
  /** Where the called name stands: the property of a member call, else the callee. */
  nameAt: number
  function: number
  /** Innermost guard, -1 for none. */
  guard: number
  use: 'statement' | 'await' | 'return' | 'void' | 'value'
}

export interface Assignment {
  target: Expression
  /** `=`, `||=` …; `delete` for a property that is taken away. */
  operator: string
  value: Expression
  at: number
  function: number
  guard: number
}

/**
 * A condition under which code runs. Guards form a chain through `outer`.
 * `after-exit`: what follows `if (test) return`; `after-stop`: what follows `if (test) throw` or `process.exit()`. `try` and
 * `catch` mark the two blocks and have no test.
 */
export interface Guard {
  kind: 'if' | 'conditional' | 'logical' | 'after-exit' | 'after-stop' | 'switch' | 'loop' | 'try' | 'catch'
  test?: Expression
  /** Whether the test must hold (`true`) or fail (`false`). */
  holds: boolean
  outer: number
  at: number
}

export interface EnvironmentRead {
  name: string
  fallback?: Expression
  at: number
  function: number
}
