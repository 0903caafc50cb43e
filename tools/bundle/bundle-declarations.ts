import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { readDeclaration, type DeclarationFile, type DeclarationStatement } from './read-declaration.ts'

const SHARED = 'common/types'

/**
 * From one declaration for each source to one for each entry, and one with what they lead to: the imports between hundreds of
 * files, and what only sources of the library see, would be a fifth of all. Entries are named without their ending.
 */
export function bundleDeclarations(from: string, to: string, entries: readonly string[]): void {
  const files = readReachable(from, entries)
  const isEntry = (name: string): boolean => entries.includes(name)
  const wanted = new Set<string>()
  for (const name of entries) {
    const { imports, statements } = files.get(name)!
    const lines = imports.map(({ path, names, isExport, head: own }) => {
      const head = isExport ? own : 'import type'
      const target = resolveName(name, path)
      if (target === undefined || isEntry(target)) return lineOf(head, names, path)
      for (const one of names) wanted.add(one)
      return lineOf(head, names, pathBetween(name, SHARED))
    })
    write(join(to, `${name}.d.ts`), [...joinLines(lines), ...statements.map(({ text }) => text)])
  }
  const shared = [...files].filter(([name]) => !isEntry(name))
  const kept = keepWanted(shared, wanted)
  write(join(to, `${SHARED}.d.ts`), [...outerImports(shared, kept, isEntry), ...kept.map(({ text }) => text)])
}

function readReachable(from: string, entries: readonly string[]): Map<string, DeclarationFile> {
  const files = new Map<string, DeclarationFile>()
  const visit = (name: string): void => {
    if (files.has(name)) return
    const file = readDeclaration(join(from, `${name}.d.ts`))
    files.set(name, file)
    for (const { path } of file.imports) {
      const target = resolveName(name, path)
      if (target !== undefined) visit(target)
    }
  }
  for (const entry of entries) visit(entry)
  return files
}

/** Statements that others lead to, in the order of their files. Two of one name cannot stand in one file. */
function keepWanted(
  shared: readonly (readonly [string, DeclarationFile])[],
  wanted: ReadonlySet<string>,
): DeclarationStatement[] {
  const all = shared.flatMap(([, { statements }]) => statements)
  const byName = new Map<string, DeclarationStatement>()
  for (const statement of all)
    for (const name of statement.names) {
      const other = byName.get(name)
      // Overloads of a function are one name.
      if (other && !/ function /.test(statement.text)) throw new Error(`two declarations are called ${name}`)
      byName.set(name, statement)
    }
  const kept = new Set<DeclarationStatement>()
  const keep = (name: string): void => {
    for (const statement of all) {
      if (!statement.names.includes(name) || kept.has(statement)) continue
      kept.add(statement)
      for (const word of wordsOf(statement)) if (byName.has(word)) keep(word)
    }
  }
  for (const name of wanted) keep(name)
  return all.filter((statement) => kept.has(statement))
}

/** What the shared file takes from entries and from Node.js. */
function outerImports(
  shared: readonly (readonly [string, DeclarationFile])[],
  kept: readonly DeclarationStatement[],
  isEntry: (name: string) => boolean,
): string[] {
  const words = new Set(kept.flatMap((statement) => [...wordsOf(statement)]))
  const lines = shared.flatMap(([name, { imports }]) =>
    imports.flatMap(({ path, names }) => {
      const target = resolveName(name, path)
      if (target !== undefined && !isEntry(target)) return []
      const used = names.filter((one) => words.has(one))
      return used.length > 0
        ? lineOf('import type', used, target === undefined ? path : pathBetween(SHARED, target))
        : []
    }),
  )
  return joinLines(lines)
}

interface ImportLine {
  head: string
  names: readonly string[]
  path: string
}

function lineOf(head: string, names: readonly string[], path: string): ImportLine {
  return { head, names, path }
}

/** One for each place and way of import. */
function joinLines(lines: readonly ImportLine[]): string[] {
  const groups = Map.groupBy(lines, ({ head, path }) => `${head} ${path}`)
  return [...groups.values()].map((same) => {
    const { head, path } = same[0]!
    const names = [...new Set(same.flatMap(({ names: some }) => some))]
    return `${head} { ${names.join(', ')} } from '${path}'`
  })
}

/** The file that a path leads to, without its ending; undefined outside of the package. */
function resolveName(name: string, path: string): string | undefined {
  return path.startsWith('.')
    ? normalize(join(dirname(name), path))
        .replaceAll('\\', '/')
        .replace(/\.[jt]s$/, '')
    : undefined
}

function pathBetween(from: string, to: string): string {
  const path = relative(dirname(from), to).replaceAll('\\', '/')
  return `${path.startsWith('.') ? '' : './'}${path}.js`
}

function wordsOf({ text }: DeclarationStatement): Set<string> {
  return new Set(text.replace(/\/\*\*.*?\*\//gs, '').match(/[A-Za-z_$][\w$]*/g))
}

function write(file: string, parts: readonly string[]): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${parts.join('\n')}\n`)
}
