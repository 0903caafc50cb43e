import { classifyPath, isSourcePath } from '../../../facts/path-class.ts'
import { baseName } from '../../../facts/paths.ts'
import type { SkimmedSource, SourceFailure, SourceStore } from '../../../facts/source-store.ts'
import type { SourceFile } from '../../../facts/source.ts'
import type { TokenFilter } from '../../../facts/tokens.ts'
import type { Gathering } from '../gathering.ts'
import type { ModuleResolver } from './module-resolver.ts'
import { exportedNames } from './exported-names.ts'
import { parseSource } from './parse-source.ts'
import { skimSource } from './skim-source.ts'

export interface SourceStoreOptions {
  filter: TokenFilter
  resolve: ModuleResolver
  /** Called with the text of every runtime source. */
  onText: (path: string, text: string) => void
}

/** Generated code above this size is data: protocol tables, bundles. */
const MAX_GENERATED_LENGTH = 200_000

/** Reads and skims every runtime source now; parses each when it is first asked for. */
export function createSourceStore(gathering: Gathering, options: SourceStoreOptions): SourceStore {
  const skims = new Map<string, SkimmedSource | undefined>()
  const texts = new Map<string, string>()
  const files = new Map<string, SourceFile | undefined>()
  const parsed: SourceFile[] = []
  const exported = new Map<string, ReadonlySet<string> | undefined>()
  const failures: SourceFailure[] = []

  const listed = new Set(gathering.files.map(({ path }) => path))

  function read(path: string): string | undefined {
    const kept = texts.get(path)
    if (kept !== undefined) return kept
    const result = gathering.reader.read(path)
    if ('text' in result) return result.text
    // A view may look for a file that need not be there.
    if (listed.has(path) && !failures.some((failure) => failure.path === path))
      failures.push({ path, reason: result.problem })
    return undefined
  }

  function skim(path: string): SkimmedSource | undefined {
    if (skims.has(path)) return skims.get(path)
    const text = read(path)
    const result = text === undefined ? undefined : skimText(path, text)
    skims.set(path, result)
    return result
  }

  function skimText(path: string, text: string): SkimmedSource {
    const { specifiers, client, ...skimmed } = skimSource(path, text)
    const minified = skimmed.minified || (text.length > MAX_GENERATED_LENGTH && classifyPath(path) === 'generated')
    const relevant = !minified && options.filter.matches(specifiers, text)
    return { path, specifiers, client, minified, relevant }
  }

  function mayExport(path: string, name: string): boolean {
    if (!exported.has(path)) {
      const text = isSourcePath(path) ? read(path) : undefined
      exported.set(path, text === undefined ? undefined : exportedNames(text))
    }
    return exported.get(path)?.has(name) !== false
  }

  function parse(path: string): SourceFile | undefined {
    if (!files.has(path)) files.set(path, isSourcePath(path) || isNodeScript(path) ? parseNow(path) : undefined)
    return files.get(path)
  }

  /** A program without an extension, such as `bin/server`. */
  function isNodeScript(path: string): boolean {
    return !baseName(path).includes('.') && /^#!.*\b(node|tsx|ts-node)\b/.test(read(path)?.slice(0, 200) ?? '')
  }

  function parseNow(path: string): SourceFile | undefined {
    const skimmed = skim(path)
    if (skimmed?.minified) failures.push({ path, reason: 'is minified: nothing can be said of it' })
    const text = skimmed?.minified === false ? read(path) : undefined
    if (text === undefined) return undefined
    texts.delete(path)
    const result = parseSource(path, text)
    if ('error' in result) {
      failures.push({ path, reason: result.error, ...(result.line && { line: result.line }) })
      return undefined
    }
    for (const entry of result.imports) {
      const resolved = options.resolve(path, entry.specifier)
      if (resolved && resolved !== path) entry.resolved = resolved
    }
    parsed.push(result)
    return result
  }

  const paths: string[] = []
  for (const { path } of gathering.files) {
    if (!isSourcePath(path) || path.startsWith('../') || /^(test|vendored|generated)$/.test(classifyPath(path)))
      continue
    const text = read(path)
    if (text === undefined) continue
    const skimmed = skimText(path, text)
    skims.set(path, skimmed)
    if (skimmed.relevant && !skimmed.client) texts.set(path, text)
    options.onText(path, text)
    paths.push(path)
  }

  return {
    paths,
    skim,
    parse,
    mayExport,
    text: (path) => files.get(path)?.text ?? read(path),
    resolve: options.resolve,
    parsed: () => parsed,
    failures: () => failures,
  }
}
