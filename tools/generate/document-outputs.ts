import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readSnippets } from '../snippets/read-snippets.ts'
import { sampleOutput, withoutDurations } from '../snippets/sample-output.ts'
import type { Output } from './output.ts'

const DOCUMENTS = ['README.md', 'packages/shipworthy/README.md']

/** Documents that show real output, brought up to date; one whose output differs only in its durations is left alone. */
export function documentOutputs(root: string): Output[] {
  const output = sampleOutput()
  return DOCUMENTS.map((path) => {
    const text = readFileSync(join(root, path), 'utf8')
    return { path, text: withOutput(path, text, output) }
  })
}

/** The document with the output in every block that a comment marks as such. */
export function withOutput(path: string, text: string, output: string): string {
  const lines = text.split('\n')
  const stale = readSnippets(path, text).filter(
    ({ outputOf, code }) => outputOf !== undefined && withoutDurations(code) !== withoutDurations(output),
  )
  for (const { line, code } of stale.toReversed())
    lines.splice(line, code === '' && lines[line] !== '' ? 0 : code.split('\n').length, ...output.split('\n'))
  return lines.join('\n')
}
