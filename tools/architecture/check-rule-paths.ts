import type { SourceModule } from './source-module.ts'
import { isSyntaxNode, nodesOf, stringOf } from './syntax-tree.ts'
import type { Check, Violation } from './violation.ts'

const RULE_FILE = /\/audit\/rules\/([a-z0-9-]+\/[a-z0-9-]+)\.ts$/

export function isRuleFile(path: string): boolean {
  return RULE_FILE.test(path)
}

/** A rule's id is its path; it is the default export, the only export, and has its test beside it. */
export const checkRulePaths: Check = (modules) => {
  const paths = new Set(modules.map(({ path }) => path))
  return modules.flatMap((module): Violation[] => {
    const expected = RULE_FILE.exec(module.path)?.[1]
    if (!expected) return []
    const found = ruleId(module)
    const test = module.path.replace(/\.ts$/, '.test.ts')
    const messages = [
      ...(found === expected ? [] : [`declares ${found ?? 'no rule'}, but its path says ${expected}`]),
      ...(module.exports.length === 1 && module.exports[0] === 'default' ? [] : ['must export the rule and only that']),
      ...(paths.has(test) ? [] : [`has no test beside it (${test})`]),
    ]
    return messages.map((message) => ({ path: module.path, line: 1, message }))
  })
}

function ruleId({ program }: SourceModule): string | undefined {
  for (const { node } of nodesOf(program)) {
    if (node.type !== 'CallExpression') continue
    const { callee } = node
    if (!isSyntaxNode(callee) || callee['name'] !== 'defineRule') continue
    const [declared] = node['arguments'] as { properties?: { key?: { name?: string }; value?: unknown }[] }[]
    return stringOf(declared?.properties?.find(({ key }) => key?.name === 'id')?.value)
  }
  return undefined
}
