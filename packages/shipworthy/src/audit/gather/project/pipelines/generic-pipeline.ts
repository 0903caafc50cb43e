import type { Pipeline } from '../../../facts/pipelines.ts'
import { entriesOf, get, itemsOf, textOf, type YamlFile } from '../yaml-file.ts'
import { commandLinesIn } from './command-lines.ts'
import { emptyPipeline } from './empty-pipeline.ts'

const COMMAND_KEYS = new Set([
  'script',
  'run',
  'command',
  'commands',
  'before_script',
  'after_script',
  'install',
  'test_script',
  'build_script',
  'bash',
  'steps',
  'before_install',
  'args',
])

/** Every provider without a reader of its own: whatever stands under a key that holds commands. */
export function genericPipeline(path: string, provider: string, { documents, lineOf }: YamlFile): Pipeline {
  const pipeline = emptyPipeline(path, provider)
  const visit = (node: unknown, key: string, depth: number): void => {
    if (depth > 12) return
    const text = textOf(node)
    if (text !== undefined) {
      if (COMMAND_KEYS.has(key)) pipeline.commands.push(...commandLinesIn(text, lineOf(node)))
      return
    }
    for (const item of itemsOf(node)) visit(item, key, depth + 1)
    for (const { key: inner, value } of entriesOf(node)) visit(value, inner, depth + 1)
  }
  for (const { contents } of documents) visit(contents, '', 0)
  // Travis runs `npm test` when the file names no script.
  const isImplicit = provider === 'travis' && !get(documents[0]?.contents, 'script')
  if (isImplicit && textOf(get(documents[0]?.contents, 'language')) === 'node_js') {
    pipeline.commands.push({ text: 'npm test', line: 1 })
  }
  // Templates, plugins and shared libraries of these providers are not read.
  if (provider !== 'travis') pipeline.hidden.push({ text: path, line: 1 })
  return pipeline
}

export function jenkinsPipeline(path: string, text: string): Pipeline {
  const commands = text.split(/\r?\n/).flatMap((line, index) => {
    const match = /\b(?:sh|bat|pwsh)\b[\s(]*(?:script:\s*)?["']+(.+?)["']+/.exec(line)
    return match ? [{ text: match[1]!, line: index + 1 }] : []
  })
  return { ...emptyPipeline(path, 'jenkins'), commands, hidden: [{ text: path, line: 1 }] }
}
