import type { SettingNode } from '../../../facts/setting-node.ts'
import { settingTree } from '../setting-tree.ts'
import { parseYaml, type YamlFile } from '../yaml-file.ts'
import { fillTemplate } from './fill-template.ts'
import { tokenizeTemplate } from './render-template.ts'

/** Tools other than Helm that fill files in, and what stands for something to fill in by hand. */
const PLACEHOLDER = /\$\{\w+\}|^<[\w -]+>$|^\$\w+$|#\{\w+\}#?/

/** Marks that are left out, one after the other, until a template is YAML. */
const MAX_RETRIES = 8

/** The documents of a manifest or a template of one, or why it cannot be read. */
export function parseManifest(
  path: string,
  text: string,
  values: SettingNode | undefined,
): SettingNode[] | { reason: string; line: number } {
  if (!text.includes('{{')) {
    const parsed = parseYaml(text)
    return 'reason' in parsed ? parsed : treesOf(path, parsed).map(markPlaceholders)
  }
  const { text: rendered, expressions } = tokenizeTemplate(text, values)
  const lines = rendered.split('\n')
  let isForced = false
  for (let attempt = 0; ; attempt++) {
    const parsed = parseYaml(lines.join('\n'))
    if (!('reason' in parsed))
      return treesOf(path, parsed).map((tree) => {
        const filled = markPlaceholders(fillTemplate(tree, expressions))
        return isForced && filled.kind === 'map' ? { ...filled, open: ['it must be rendered first'] } : filled
      })
    const mark = nearestMark(lines, parsed.line - 1)
    if (mark === undefined || attempt === MAX_RETRIES) return parsed
    lines[mark] = ''
    isForced = true
  }
}

function treesOf(path: string, { documents, lineOf }: YamlFile): SettingNode[] {
  return documents
    .filter(({ contents }) => contents !== null)
    .map(({ contents }) => settingTree(path, contents, lineOf))
}

function nearestMark(lines: readonly string[], problem: number): number | undefined {
  const marks = lines.flatMap((line, index) => (line.includes('__swopen') ? [index] : []))
  return marks.toSorted((a, b) => Math.abs(a - problem) - Math.abs(b - problem))[0]
}

function markPlaceholders(node: SettingNode): SettingNode {
  if (node.kind === 'list') return { ...node, items: node.items.map(markPlaceholders) }
  if (node.kind === 'map')
    return { ...node, entries: new Map([...node.entries].map(([key, value]) => [key, markPlaceholders(value)])) }
  return typeof node.value === 'string' && PLACEHOLDER.test(node.value) && !node.open
    ? { ...node, open: [node.value] }
    : node
}
