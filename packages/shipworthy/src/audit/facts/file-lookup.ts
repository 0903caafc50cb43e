import { baseName, folderOf, isInside, joinPath } from './paths.ts'

/** What a path without extension may stand for, in the order Node and TypeScript try them. */
const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json']
const OUTPUT_FOLDERS = new Set([
  'dist',
  'build',
  'lib',
  'out',
  'output',
  '.output',
  'compiled',
  'bin',
  'js',
  '.build',
  'target',
])

/** These hold nothing but build output; `lib` and `bin` may hold sources. */
const BUILT_FOLDERS = new Set(['dist', 'build', 'out'])

/** Finds the file a module path means, the way Node, TypeScript and bundlers do. */
export interface FileLookup {
  has: (path: string) => boolean
  /** `src/db` → `src/db.ts` or `src/db/index.ts`; `src/db.js` → `src/db.ts`. */
  module: (path: string) => string | undefined
  /** `dist/server.js` → `src/server.ts`: where a built file comes from, within the package's folder. */
  sourceOfOutput: (directory: string, path: string) => string | undefined
  /** Every file in a folder and below. */
  inFolder: (folder: string) => string[]
}

export function createFileLookup(paths: readonly string[]): FileLookup {
  const known = new Set(paths)
  const byStem = new Map<string, string>()
  const folders = new Map<string, string[]>()
  for (const path of paths) {
    addToFolder(folders, path)
    const extension = EXTENSIONS.find((candidate) => path.endsWith(candidate))
    if (!extension || /\.d\.[cm]?ts$/.test(path)) continue
    const stem = path.slice(0, -extension.length)
    const other = byStem.get(stem)
    if (!other || EXTENSIONS.indexOf(extension) < EXTENSIONS.findIndex((e) => other.endsWith(e))) byStem.set(stem, path)
  }

  function module(path: string): string | undefined {
    if (known.has(path) && EXTENSIONS.some((extension) => path.endsWith(extension))) return path
    const compiled = /^(.*)\.[cm]?jsx?$/.exec(path)?.[1]
    return byStem.get(path) ?? (compiled && byStem.get(compiled)) ?? byStem.get(path ? `${path}/index` : 'index')
  }

  function sourceOfOutput(directory: string, path: string): string | undefined {
    const direct = module(joinPath(directory, path))
    // Build output that is kept in the repository: its source says the same, and is what people mend.
    const isOutput = BUILT_FOLDERS.has(joinPath('', path).split('/')[0]!)
    if (direct && !isOutput) return direct
    return fromOutput(directory, path, direct !== undefined) ?? direct
  }

  /** `isKept`: the output is there too, so only the usual folder of sources is believed. */
  function fromOutput(directory: string, path: string, isKept: boolean): string | undefined {
    const exact = joinPath(directory, path)
    // `node ./bin/server`: a script without an extension.
    if (known.has(exact) && !baseName(exact).includes('.')) return exact
    const parts = joinPath('', path).split('/')
    if (!OUTPUT_FOLDERS.has(parts[0]!)) return undefined
    // `dist/apps/api/main.js` may come from `apps/api/src/main.ts`, `src/apps/api/main.ts`, `apps/api/main.ts` …
    const rest = parts.slice(1)
    const folder = rest.slice(0, -1).join('/')
    for (let drop = 0; drop < Math.min(rest.length, 3); drop++) {
      const tail = rest.slice(drop).join('/')
      const others = [tail, `${folder}/src/${rest.at(-1)}`, `server/${tail}`, `app/${tail}`]
      for (const candidate of [`src/${tail}`, ...(isKept ? [] : others)]) {
        const found = module(joinPath(directory, candidate))
        if (found) return found
      }
    }
    return undefined
  }

  return {
    has: (path) => known.has(path),
    module,
    sourceOfOutput,
    inFolder: (folder) => [...folders].flatMap(([name, files]) => (isInside(name, folder) ? files : [])),
  }
}

function addToFolder(folders: Map<string, string[]>, path: string): void {
  const folder = folderOf(path)
  const files = folders.get(folder)
  if (files) files.push(path)
  else folders.set(folder, [path])
}
