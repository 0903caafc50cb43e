import { baseName, folderOf, joinPath } from '../../../facts/paths.ts'

const COMMAND = /docker(?:-|\s+)compose((?:\s+(?:-f|--file)[\s=]+[^\s"'`\\]+)+)/g
const FILE = /(?:-f|--file)[\s=]+([^\s"'`\\]+)/g
const DEFAULT_NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml']

/**
 * Which compose files are used together: chains that a command names (`docker compose -f a.yml -f b.yml`), and an override
 * beside a file that Compose picks up by itself. Files that are in no chain stand alone.
 *
 * @param texts Files that may hold commands.
 */
export function composeChains(paths: readonly string[], texts: readonly { path: string; text: string }[]): string[][] {
  const known = new Set(paths)
  const chains = new Map<string, string[]>()
  for (const { path, text } of texts) {
    for (const [, options = ''] of text.matchAll(COMMAND)) {
      const names = [...options.matchAll(FILE)].map(([, name = '']) => name)
      const files = resolveNames(names, folderOf(path), known)
      if (files.length > 1) chains.set(files.join('\n'), files)
    }
  }
  for (const override of paths.filter((path) => /^(docker-)?compose\.override\.ya?ml$/.test(baseName(path)))) {
    const folder = folderOf(override)
    const base = DEFAULT_NAMES.map((name) => joinPath(folder, name)).find((path) => known.has(path))
    if (base) chains.set(`${base}\n${override}`, [base, override])
  }
  return [...chains.values()]
}

/** From the folder of the file that holds the command, else from the root. */
function resolveNames(names: readonly string[], folder: string, known: ReadonlySet<string>): string[] {
  const fromFolder = names.map((name) => joinPath(folder, name))
  const fromRoot = names.map((name) => joinPath('', name))
  return [fromFolder, fromRoot].find((files) => files.every((file) => known.has(file))) ?? []
}
