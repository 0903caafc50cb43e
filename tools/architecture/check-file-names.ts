import { posix } from 'node:path'
import { isPartEntry } from './is-part-entry.ts'
import type { SourceModule } from './source-module.ts'
import type { Check, Violation } from './violation.ts'

/** Files that hold a family of functions whose common word is in what they return, with that word. */
export type Families = Readonly<Record<string, string>>

/** File names are kebab-case and say what the file exports: name and main export have a word in common. */
export function checkFileNames(families: Families): Check {
  return (modules) => {
    const known = new Set(modules.map(({ path }) => path))
    const stale = Object.keys(families).filter((path) => !known.has(path))
    return [
      ...modules.flatMap((module) => judge(module, families)),
      ...stale.map((path) => ({ path, line: 1, message: 'is listed as a family of exports but does not exist' })),
    ]
  }
}

function judge({ path, exports }: SourceModule, families: Families): Violation[] {
  const name = posix.basename(path).replace(/(\.(browser|generated|test|d))*\.ts$/, '')
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) return [{ path, line: 1, message: `${name} is not kebab-case` }]
  const named = exports.filter((entry) => entry !== 'default' && entry !== '*')
  if (named.length === 0 || isPartEntry(path) || path.endsWith('.test.ts') || path.endsWith('.generated.ts')) return []
  const agrees = named.some((entry) => haveCommonWord(name, entry))
  if (agrees === path in families)
    return [{ path, line: 1, message: agrees ? 'needs no exception for its name' : `exports ${named.join(', ')}` }]
  return []
}

function haveCommonWord(fileName: string, exported: string): boolean {
  const words = new Set(fileName.split('-').map(stem))
  const isSame = exported.toLowerCase() === fileName.replaceAll('-', '')
  return isSame || wordsOf(exported).some((word) => words.has(stem(word)))
}

/** `createTokenFilter` → `create`, `token`, `filter`; `MAX_DEPTH` → `max`, `depth`. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[\s_]+/)
}

/** `routes`, `route` → `rout`; `exported`, `export` → `export`. */
function stem(word: string): string {
  return word.replace(/ies$/, 'y').replace(/(?<=\w{2})(ed|es|e|(?<!s)s)$/, '')
}
