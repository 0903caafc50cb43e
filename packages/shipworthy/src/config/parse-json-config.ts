import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser'
import type { ConfigFault, ConfigNode } from './config-document.ts'

const PROBLEMS: Record<string, string> = {
  ValueExpected: 'a value is missing here',
  PropertyNameExpected: 'a key in double quotes is missing here',
  ColonExpected: 'a colon is missing here',
  CommaExpected: 'a comma is missing here',
  CloseBraceExpected: 'a closing } is missing here',
  CloseBracketExpected: 'a closing ] is missing here',
  EndOfFileExpected: 'nothing may follow the closing brace',
  UnexpectedEndOfString: 'a text is not closed',
  UnexpectedEndOfComment: 'a comment is not closed',
}

/** Parses JSON with comments and trailing commas. What is broken is reported beside what could be read. */
export function parseJsonConfig(text: string): { root: ConfigNode | undefined; fault: ConfigFault | undefined } {
  const errors: ParseError[] = []
  const tree = parseTree(text, errors, { allowTrailingComma: true })
  const [error] = errors
  return { root: tree && toNode(tree), fault: error && toFault(error) }
}

function toFault({ error, offset }: ParseError): ConfigFault {
  return { at: offset, problem: PROBLEMS[printParseErrorCode(error)] ?? 'this is not JSON' }
}

function toNode(node: Node): ConfigNode {
  const at = node.offset
  const children = node.children ?? []
  if (node.type === 'array') return { at, kind: 'list', items: children.map(toNode) }
  if (node.type !== 'object') return { at, kind: 'scalar', value: node.value as unknown }
  const entries = children.flatMap(({ children: [key, value] = [] }) =>
    key && value ? [{ key: String(key.value), keyAt: key.offset, node: toNode(value) }] : [],
  )
  return { at, kind: 'map', entries }
}
