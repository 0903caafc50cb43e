import type { SettingNode } from '../../../facts/setting-node.ts'
import { BLOCK_TAG, MARKER, TOKEN, type TemplateExpression } from './render-template.ts'

/** Puts the values of expressions where their tokens stand; what has none makes the place open. */
export function fillTemplate(node: SettingNode, expressions: readonly TemplateExpression[]): SettingNode {
  if (node.kind === 'scalar') return fillScalar(node, expressions)
  const above = expressions[Number(BLOCK_TAG.exec(node.tag ?? '')?.[1] ?? -1)]
  const open: string[] = above ? [above.source] : []
  if (node.kind === 'list') {
    const items = node.items.flatMap((item) => {
      const expression = markedBy(item, expressions)
      if (!expression) return [fillTemplate(item, expressions)]
      if (expression.value?.kind === 'list') return expression.value.items
      open.push(expression.source)
      return []
    })
    return { ...node, items, ...(open.length > 0 && { open }) }
  }
  const entries = new Map<string, SettingNode>()
  for (const [key, child] of node.entries) {
    const id = MARKER.exec(key)?.[1]
    const expression = id === undefined ? undefined : expressions[Number(id)]
    if (expression) {
      if (expression.value?.kind === 'map')
        for (const [name, value] of expression.value.entries) entries.set(name, value)
      open.push(expression.source)
    } else if (key.search(TOKEN) !== -1) open.push(written(key, expressions))
    else entries.set(key, fillTemplate(child, expressions))
  }
  return { ...node, entries, ...(open.length > 0 && { open }) }
}

function markedBy(item: SettingNode, expressions: readonly TemplateExpression[]): TemplateExpression | undefined {
  if (item.kind !== 'map' || item.entries.size !== 1) return undefined
  const id = MARKER.exec([...item.entries.keys()][0]!)?.[1]
  return id === undefined ? undefined : expressions[Number(id)]
}

function fillScalar(node: SettingNode & { kind: 'scalar' }, expressions: readonly TemplateExpression[]): SettingNode {
  const text = String(node.value)
  if (text.search(TOKEN) === -1) return node
  const parts = [...text.matchAll(TOKEN)].map(([, id]) => expressions[Number(id)])
  const [single] = parts
  const open = parts.flatMap((part) => (part && !part.value ? [part.source] : []))
  if (parts.length === 1 && text.replace(TOKEN, '').trim() === '' && single?.value)
    return { ...single.value, ...(single.value.file === '' && { file: node.file, line: node.line }) }
  if (open.length > 0) return { ...node, value: written(text, expressions), open }
  const value = text.replace(TOKEN, (_, id: string) => {
    const filled = expressions[Number(id)]?.value
    return filled?.kind === 'scalar' ? String(filled.value) : ''
  })
  return { ...node, value, isDefault: true }
}

/** The text as it stands in the template. */
function written(text: string, expressions: readonly TemplateExpression[]): string {
  return text.replace(TOKEN, (_, id: string) => `{{ ${expressions[Number(id)]?.source ?? ''} }}`)
}
