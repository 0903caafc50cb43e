import { readFileSync } from 'node:fs'
import { parseSync } from 'oxc-parser'

/** What a declaration file takes from another one. */
export interface DeclarationImport {
  /** As written: `./model/kind.ts`, `node:http`. */
  path: string
  names: readonly string[]
  /** How it begins: `import type`, `export`, … */
  head: string
  isExport: boolean
}

export interface DeclarationStatement {
  /** What it declares. */
  names: readonly string[]
  /** With the comment before it. */
  text: string
}

export interface DeclarationFile {
  imports: readonly DeclarationImport[]
  statements: readonly DeclarationStatement[]
}

interface Node {
  type: string
  start: number
  end: number
  id?: { name: string }
  declaration?: Node | null
  declarations?: readonly Node[]
  source?: { value: string } | null
  specifiers?: readonly { local: { name: string }; imported?: { name: string }; exported?: { name: string } }[]
}

/** A declaration file in parts. Other forms than those of this repository are refused. */
export function readDeclaration(file: string): DeclarationFile {
  const text = readFileSync(file, 'utf8')
  const imports: DeclarationImport[] = []
  const statements: DeclarationStatement[] = []
  let end = 0
  for (const node of parseSync(file, text).program.body as unknown as readonly Node[]) {
    const own = text.slice(end, node.end).trim()
    end = node.end
    if (node.type === 'ExportAllDeclaration') throw new Error(`${own} cannot be bundled`)
    if (node.source) imports.push(readImport(node, own))
    else if (own !== 'export {};') statements.push({ names: namesOf(node.declaration ?? node, file), text: own })
  }
  return { imports, statements }
}

function readImport({ type, source, specifiers = [] }: Node, text: string): DeclarationImport {
  for (const { local, imported, exported } of specifiers)
    if (local.name !== (imported ?? exported)?.name)
      throw new Error(`a name that is changed cannot be bundled: ${text}`)
  return {
    path: source!.value,
    names: specifiers.map(({ local }) => local.name),
    head: text.slice(0, text.indexOf('{')).trim(),
    isExport: type !== 'ImportDeclaration',
  }
}

function namesOf({ id, declarations, type }: Node, file: string): readonly string[] {
  const ids = declarations ? declarations.map((one) => one.id) : [id]
  return ids.map((one) => one?.name ?? fail(`${type} of ${file} cannot be bundled`))
}

function fail(message: string): never {
  throw new Error(message)
}
