import { isRuleFile } from './check-rule-paths.ts'
import { nodesOf, type SyntaxNode } from './syntax-tree.ts'
import type { Check, Violation } from './violation.ts'

const FORBIDDEN: Readonly<Record<string, string>> = {
  TSEnumDeclaration: 'an enum: use a union of string literals',
  TSAnyKeyword: '`any`: use `unknown` and narrow it',
  TSModuleDeclaration: 'a namespace: use a file',
  TSExportAssignment: '`export =`: use a named export',
}

/** The part of the language the project keeps to. */
export const checkLanguage: Check = (modules) =>
  modules.flatMap(({ path, program, imports, exports, lineAt }): Violation[] => {
    const syntax = [...nodesOf(program)].flatMap(({ node }) => {
      const message = isGlobalAugmentation(node) ? undefined : FORBIDDEN[node.type]
      return message ? [{ path, line: lineAt(node.start), message }] : []
    })
    const compiler = imports
      .filter(({ specifier }) => specifier === 'typescript' || specifier.startsWith('typescript/'))
      .map(({ line }) => ({ path, line, message: 'imports typescript, which has no compiler API any more' }))
    const isDefaultWrong = exports.includes('default') && !isRuleFile(path)
    const message = 'a default export: only rules have one'
    return [...syntax, ...compiler, ...(isDefaultWrong ? [{ path, line: 1, message }] : [])]
  })

function isGlobalAugmentation(node: SyntaxNode): boolean {
  return node.type === 'TSModuleDeclaration' && node['kind'] !== 'namespace' && node['kind'] !== 'module'
}
