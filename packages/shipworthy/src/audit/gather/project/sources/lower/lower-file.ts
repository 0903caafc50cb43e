import type * as ast from 'oxc-parser'
import { lineStartsOf } from '../../../../facts/position.ts'
import type { SourceFile } from '../../../../facts/source.ts'
import { lowerClass } from './lower-class.ts'
import { lowerExpression } from './lower-expression.ts'
import { lowerFunction } from './lower-function.ts'
import { lowerStatements } from './lower-statement.ts'
import type { Lowering } from './lowering.ts'

/** Turns a syntax tree into the tables that the rest of the audit reads; the tree can be dropped afterwards. */
export function lowerFile(path: string, text: string, program: ast.Program): SourceFile {
  const file = emptyFile(path, text)
  const end = text.length
  const lowering: Lowering = {
    file,
    place: { function: 0, functionFrom: 0, functionTo: end, blockFrom: 0, blockTo: end, guard: -1 },
    expression: (node) => lowerExpression(lowering, node),
    statements: (nodes) => lowerStatements(lowering, nodes),
    function: (node, name, classIndex) => lowerFunction(lowering, node, name, classIndex),
    class: (node) => lowerClass(lowering, node),
  }
  lowering.statements(program.body)
  return file
}

function emptyFile(path: string, text: string): SourceFile {
  return {
    path,
    text,
    lineStarts: lineStartsOf(text),
    directives: [],
    imports: [],
    exports: [],
    bindings: [],
    functions: [
      {
        parent: -1,
        parameters: 0,
        async: true,
        arrow: false,
        generator: false,
        at: 0,
        end: text.length,
        loop: false,
        guard: -1,
        returns: [],
        throws: [],
        catches: [],
        finallies: [],
      },
    ],
    classes: [],
    calls: [],
    assignments: [],
    guards: [],
    environmentReads: [],
  }
}
