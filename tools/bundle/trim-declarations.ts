import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Takes out of the declarations what no editor shows, and the examples, which the documentation has. */
export function trimDeclarations(dist: string): void {
  for (const file of globSync('**/*.d.ts', { cwd: dist })) {
    const path = join(dist, file)
    writeFileSync(path, trimDeclaration(readFileSync(path, 'utf8'), !file.startsWith('probes/')))
  }
}

/** One declaration file, on shorter lines that mean the same. */
export function trimDeclaration(text: string, keepComments = true): string {
  const comments: string[] = []
  const code = text.replace(/\/\*\*(.*?)\*\/\n?/gs, (_, body: string) => {
    comments.push(keepComments ? joinComment(body) : '')
    return `\u0000${comments.length - 1}\u0000`
  })
  const short = code
    .replace(/^export \{\};\n/m, '')
    .replace(/\n\s+/g, '\n')
    .replace(/;$/gm, '')
    .replace(/(\u0000) +/g, '$1')
  return short.replace(/\u0000(\d+)\u0000/g, (_, index: string) => comments[Number(index)]!)
}

/** The lines of a comment as one, without its example. */
function joinComment(body: string): string {
  const lines = body
    .replace(/@example.*/s, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, '').trimEnd())
  const text = lines
    .join('\n')
    .trim()
    .replace(/(?<!\n)\n(?!\n)/g, ' ')
  return `/** ${text.replaceAll('\n', '\n * ')} */\n`
}
