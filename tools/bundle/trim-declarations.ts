import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Of these, users write or call something; the rest is what they are given, and is described in the documentation. */
const WRITTEN =
  /^(check|health|create-health|errors|(checks|options|alerts|notifiers|stores|compat|units|http)\/(?!handler).*|model\/(check-outcome|kind|threshold))\.d\.ts$/

/** Leaves comments only where users write something, and there without their examples, which the documentation has. */
export function dropComments(folder: string): void {
  rewrite(folder, (text, file) => trimComments(text, WRITTEN.test(file)))
}

/** Takes out of the declarations what no editor shows. */
export function trimDeclarations(folder: string): void {
  rewrite(folder, trimCode)
}

function rewrite(folder: string, change: (text: string, file: string) => string): void {
  for (const file of globSync('**/*.d.ts', { cwd: folder })) {
    const path = join(folder, file)
    writeFileSync(path, change(readFileSync(path, 'utf8'), file.replaceAll('\\', '/')))
  }
}

export function trimComments(text: string, keep = true): string {
  return text.replace(COMMENT, (_, body: string) => (keep ? joinComment(body) : ''))
}

/** Code on shorter lines that mean the same. */
export function trimCode(text: string): string {
  const comments: string[] = []
  const code = text.replace(COMMENT, (comment) => `\uE000${comments.push(comment.replace(/\n +/g, '\n ')) - 1}\uE000`)
  return code
    .replace(/^\/\/#(end)?region.*\n/gm, '')
    .replace(/^export \{\};\n/m, '')
    .replace(/\n\s+/g, '\n')
    .replace(/;$/gm, '')
    .replace(/(\uE000) +/g, '$1')
    .replace(/(export declare const \w+: )\{\n((?:readonly SW_ERR_\w+: \{\n.*\n.*\n\}\n)+)\}/gm, joinErrors)
    .replace(/\uE000(\d+)\uE000/g, (_, index: string) => comments[Number(index)]!)
}

const COMMENT = /\/\*\*(.*?)\*\/\n?/gs

/** Of errors, types need the codes; their texts are there when they are asked for. */
function joinErrors(_: string, head: string, errors: string): string {
  const codes = [...errors.matchAll(/SW_ERR_\w+/g)].map(([code]) => `'${code}'`)
  return `${head}Readonly<Record<${codes.join(' | ')}, { readonly message: string; readonly remedy: string }>>`
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
