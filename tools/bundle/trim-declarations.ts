import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Of these, users write or call something; the rest is what they are given, and is described in the documentation. */
const WRITTEN =
  /^(check|health|create-health|errors|(checks|options|alerts|notifiers|stores|compat|units|http)\/(?!handler).*|model\/(check-outcome|kind|threshold))\.d\.ts$/

/** Takes out of the declarations what no editor shows, and the examples, which the documentation has. */
export function trimDeclarations(dist: string): void {
  for (const file of globSync('**/*.d.ts', { cwd: dist })) {
    const path = join(dist, file)
    writeFileSync(path, trimDeclaration(readFileSync(path, 'utf8'), WRITTEN.test(file.replaceAll('\\', '/'))))
  }
}

/** One declaration file, on shorter lines that mean the same. */
export function trimDeclaration(text: string, keepComments = true): string {
  const comments: string[] = []
  const code = text.replace(/\/\*\*(.*?)\*\/\n?/gs, (_, body: string) => {
    comments.push(keepComments ? joinComment(body) : '')
    return `\uE000${comments.length - 1}\uE000`
  })
  return (
    code
      .replace(/^export \{\};\n/m, '')
      .replace(/\n\s+/g, '\n')
      .replace(/;$/gm, '')
      .replace(/(\uE000) +/g, '$1')
      // Of the texts of errors, types need only what they leave open.
      .replace(/^(readonly (?:message|remedy): )(['"])(.*)\2$/gm, (_, head: string, quote: string, said: string) => {
        return head + quote + (said.match(/\{\w+\}/g) ?? []).join('') + quote
      })
      .replace(/\uE000(\d+)\uE000/g, (_, index: string) => comments[Number(index)]!)
  )
}

/** The paragraphs and lists of a comment on long lines, without its example. */
function joinComment(body: string): string {
  const text = body
    .replace(/@example.*/s, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, '').trimEnd())
    .join('\n')
    .trim()
    .replace(/(?<!\n)\n(?![\n-])/g, ' ')
  return `/** ${text.replaceAll('\n', '\n * ')} */\n`
}
